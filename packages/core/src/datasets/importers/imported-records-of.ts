import { isJsonObject } from '../../traces/index.ts'

/**
 * The records in a JSON document: a list, or the list that an API's answer wraps (`data`, `data.examples`, `examples`,
 * `items`). Any other value is one record.
 */
export function importedRecordsOf(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document as readonly unknown[]
  if (!isJsonObject(document)) return [document]
  const { data, examples, items } = document
  const wrapped = isJsonObject(data) ? data.examples : (data ?? examples ?? items)
  return Array.isArray(wrapped) ? (wrapped as readonly unknown[]) : [document]
}
