import type { RowMapping } from '../sources/row-mapping.ts'
import { formatPath } from '../sources/value-path.ts'

const plain = (column: string): string => column.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const names = {
  messages: new Set(['messages', 'conversation', 'chat', 'history']),
  reference: new Set([
    ...['reference', 'referenceoutput', 'expected', 'expectedoutput', 'expectedanswer', 'expectedresponse', 'ideal'],
    ...['idealanswer', 'golden', 'goldenanswer', 'groundtruth', 'target', 'answer', 'label'],
  ]),
  expectedBehavior: new Set(['expectedbehavior', 'expectedbehaviour', 'criteria', 'rubric', 'requirement']),
  metadata: new Set([
    'id',
    'rowid',
    'itemid',
    'exampleid',
    'metadata',
    'tags',
    'notes',
    'note',
    'comment',
    'source',
    'split',
  ]),
} as const

/**
 * What the columns of a file most likely are, by their names: to be shown and corrected before anything is imported.
 * A column whose name says nothing is a variable.
 */
export function guessRowMapping(columns: readonly string[]): RowMapping {
  const fit = (field: keyof typeof names) => columns.filter((column) => names[field].has(plain(column)))
  const [messages] = fit('messages')
  const [reference] = fit('reference')
  const [expectedBehavior] = fit('expectedBehavior')
  const metadata = fit('metadata')
  const taken = new Set([messages, reference, expectedBehavior, ...metadata])
  const paths = (of: readonly string[]) => Object.fromEntries(of.map((column) => [column, formatPath([column])]))
  return {
    variables: paths(columns.filter((column) => !taken.has(column))),
    ...(messages !== undefined && { messages: formatPath([messages]) }),
    ...(reference !== undefined && { reference: formatPath([reference]) }),
    ...(expectedBehavior !== undefined && { expectedBehavior: formatPath([expectedBehavior]) }),
    ...(metadata.length > 0 && { metadata: paths(metadata) }),
  }
}
