import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import {
  AppError,
  canonicalJsonText,
  type DatasetHead,
  datasetNameSchema,
  type EvaluatorDefinition,
  evaluatorVersionText,
  type FileProblem,
  type FileRow,
  readDatasetFile,
} from '@pawl/core'

/** A row of a file, with the id and the evaluators that it has on every server. */
export interface LocalRow extends Omit<FileRow, 'id' | 'evaluators'> {
  readonly id: string
  /** Whether the file says the id itself. */
  readonly hasOwnId: boolean
  /** By name; those that are written out in the row have a name made of what they check. */
  readonly evaluators: readonly string[]
}

export interface LocalDataset {
  /** Below the root. */
  readonly path: string
  readonly text: string
  readonly name: string
  readonly head: DatasetHead
  /** Where `head` stands: in the file or in the project file. */
  readonly hasHeadLine: boolean
  readonly rows: readonly LocalRow[]
  /** Evaluators that rows write out, by the names made for them. */
  readonly inline: ReadonlyMap<string, EvaluatorDefinition>
}

export interface DatasetPlace {
  readonly path: string
  readonly text: string
  /** What the project file says of datasets, by name. */
  readonly heads: Readonly<Record<string, DatasetHead>>
  readonly project: string
}

/** @throws AppError `bad_request` that names the lines which cannot be used */
export function readLocalDataset({ path, text, heads, project }: DatasetPlace): LocalDataset {
  const { head, rows, problems } = readDatasetFile(text)
  if (problems.length > 0) throw problemError(path, problems)
  const name = datasetNameSchema.safeParse(head.name ?? basename(path).replace(/\.jsonl$/i, ''))
  if (!name.success) {
    const fix = 'Name it in the first line: {"dataset": "refunds", "purpose": "regression"}'
    throw new AppError('bad_request', `${path}: ${name.error.issues[0]?.message}`, { where: path, fix })
  }
  const inline = new Map<string, EvaluatorDefinition>()
  const ids = new RowIds(project, name.data)
  for (const { id } of rows) if (id !== null) ids.keep(id)
  return {
    ...{ path, text, name: name.data },
    head: { ...heads[name.data], ...head },
    hasHeadLine: Object.keys(head).length > 0,
    rows: rows.map((row) => ({
      ...row,
      id: row.id ?? ids.idOf(row),
      hasOwnId: row.id !== null,
      evaluators: row.evaluators.map((evaluator) => nameOf(evaluator, inline)),
    })),
    inline,
  }
}

const inlinePrefix = 'inline.'

export const isInlineName = (name: string): boolean => name.startsWith(inlinePrefix)

function nameOf(evaluator: string | EvaluatorDefinition, inline: Map<string, EvaluatorDefinition>): string {
  if (typeof evaluator === 'string') return evaluator
  const name = `${inlinePrefix}${evaluator.kind}.${shortHash(evaluatorVersionText(evaluator))}`
  inline.set(name, evaluator)
  return name
}

/** Ids for rows that say none: made of what they ask, so that the same row has the same id on every server and in every run. */
class RowIds {
  readonly #taken = new Set<string>()
  readonly #salt: string

  constructor(project: string, dataset: string) {
    this.#salt = JSON.stringify([project, dataset])
  }

  keep(id: string): void {
    this.#taken.add(id)
  }

  idOf({ fields }: FileRow): string {
    const base = `row-${shortHash(`${this.#salt}${canonicalJsonText(fields.input)}`)}`
    let id = base
    for (let count = 2; this.#taken.has(id); count++) id = `${base}-${count}`
    this.#taken.add(id)
    return id
  }
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

const shownProblems = 5

function problemError(path: string, problems: readonly FileProblem[]): AppError {
  const told = problems.slice(0, shownProblems).map(({ line, where, message }) => {
    return `${path}:${line}: ${where === '' ? '' : `${where}: `}${message}`
  })
  const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more lines`] : []
  const [first] = problems
  return new AppError('bad_request', [...told, ...more].join('\n      '), first === undefined ? {} : { fix: first.fix })
}
