import { type JsonValue, newDatasetSchema } from '@pawl/core'
import type { Repository } from '../repository/load-repository.ts'
import type { LocalDataset } from '../repository/local-dataset.ts'
import { keyOf, type LocalItem, type RowValue, type SyncValue } from './sync-item.ts'

/** Everything that the files say, in the order in which a server has to hear it. */
export function localItems({ prompts, evaluators, datasets, policies, monitors }: Repository): LocalItem[] {
  const inline = new Map<string, LocalItem>()
  for (const dataset of datasets) {
    for (const [name, definition] of dataset.inline) {
      const value = { kind: 'evaluator', name, definition, examples: [] } as const
      inline.set(name, itemOf(value, { file: dataset.path, note: 'Stands in a row' }))
    }
  }
  return [
    ...evaluators.map(({ path, value: { name, definition, examples, note } }) =>
      itemOf({ kind: 'evaluator', name, definition, examples }, { file: path, note }),
    ),
    ...inline.values(),
    ...prompts.map(({ path, name, file: { content, description = '', note = '' } }) =>
      itemOf({ kind: 'prompt', name, content, description }, { file: path, note }),
    ),
    ...datasets.flatMap(datasetItems),
    ...datasets.flatMap(protectionItems),
    ...policies.map(({ path, value }) => itemOf({ kind: 'policy', policy: value }, { file: path })),
    ...monitors.map(({ path, value }) => itemOf({ kind: 'monitor', definition: value }, { file: path })),
  ]
}

function datasetItems({ path, name, head, rows }: LocalDataset): LocalItem[] {
  const { purpose = 'regression', protects, description } = head
  const told = newDatasetSchema.parse({ name, purpose, protects, description })
  return [
    itemOf({ kind: 'dataset', ...told }, { file: path, line: 1 }),
    ...rows.map(({ id, status, fields, evaluators, line, source }) => {
      const value: RowValue = {
        ...{ kind: 'row', dataset: name, id, status },
        fields: { ...fields, evaluators: [...evaluators] },
      }
      return itemOf(value, { file: path, line, source })
    }),
  ]
}

/** A dataset that names no prompts leaves to the server what it protects. */
function protectionItems({ path, name, head }: LocalDataset): LocalItem[] {
  if (head.prompts === undefined) return []
  const prompts = [...new Set(head.prompts)].sort()
  return [itemOf({ kind: 'protection', dataset: name, prompts }, { file: path, line: 1 })]
}

interface ItemPlace {
  readonly file: string
  readonly line?: number
  readonly note?: string
  readonly source?: JsonValue
}

function itemOf(value: SyncValue, { file, line, note = '', source = null }: ItemPlace): LocalItem {
  return { key: keyOf(value), file, line: line ?? null, value, note, source }
}
