import {
  type DatasetHead,
  type EvaluatorDefinition,
  isJsonObject,
  type JsonObject,
  writeDatasetHead,
  writeFileRow,
} from '@pawl/core'
import type { LocalDataset } from '../repository/local-dataset.ts'
import type { RemoteItem } from './read-remote.ts'
import { hashOf, type RowValue } from './sync-item.ts'

export interface DatasetFileChange {
  /** The file as it is; undefined for a new one. */
  readonly local: LocalDataset | undefined
  /** Undefined: it stays as it is. */
  readonly head: DatasetHead | undefined
  readonly rows: readonly RemoteItem[]
  /** Ids of rows to take out. */
  readonly gone: ReadonlySet<string>
  /** Of evaluators that rows write out, by name. */
  readonly inline: ReadonlyMap<string, EvaluatorDefinition>
}

/** The text of a dataset's file after a change: lines that nothing changed stay as they are, new rows come last. */
export function writeDatasetFile({ local, head, rows, gone, inline }: DatasetFileChange): string {
  const lines = new Map(local?.text.split('\n').map((line, at) => [at + 1, line] as const))
  const known = new Map(local?.rows.map((row) => [row.id, row] as const))
  const added: string[] = []
  for (const { value, source } of rows) {
    if (value.kind !== 'row') continue
    const before = known.get(value.id)
    const idKey =
      before === undefined ? 'id' : idKeyOf(lines.get(before.line) ?? '', isSameInput(value, before.fields.input))
    const { evaluators, ...fields } = value.fields
    const written = writeFileRow({
      ...{ id: value.id, idKey, status: value.status, fields },
      evaluators: evaluators.map((name) => inline.get(name) ?? name),
      source: isJsonObject(source) ? source : null,
    })
    if (before === undefined) added.push(written)
    else lines.set(before.line, written.trimEnd())
  }
  for (const id of gone) lines.delete(known.get(id)?.line ?? 0)
  if (head !== undefined && local?.hasHeadLine === true) lines.set(1, writeDatasetHead(head).trimEnd())
  const text = [...lines.values()].join('\n')
  const first = head !== undefined && local?.hasHeadLine !== true ? writeDatasetHead(head) : ''
  return `${first}${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added.join('')}`
}

/** The key under which a line says its id; null where it says none, and what it asks still gives the same one. */
function idKeyOf(line: string, isSame: boolean): 'id' | 'pawl_row' | null {
  const record = JSON.parse(line) as JsonObject
  if ('pawl_row' in record) return 'pawl_row'
  return 'id' in record || !isSame ? 'id' : null
}

function isSameInput(value: RowValue, input: RowValue['fields']['input']): boolean {
  return hashOf({ ...value, fields: { ...value.fields, input } }) === hashOf(value)
}
