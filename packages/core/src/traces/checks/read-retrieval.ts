import { type CanonicalSpan, isArray, isObject, type JsonValue } from '../canonical/index.ts'

/** Whether a search found anything; `unknown` for what is none, failed, or says nothing of what it found. */
export function readRetrieval(span: CanonicalSpan): 'found' | 'empty' | 'unknown' {
  if (span.kind !== 'retriever' || span.status === 'error') return 'unknown'
  if (span.documents.length > 0) return 'found'
  if (span.output !== undefined) return isEmpty(span.output) ? 'empty' : 'found'
  if (span.missingContent !== undefined) return 'unknown'
  // OpenInference writes one attribute for each document, and so none for none.
  return span.producer === 'openinference' && span.query !== undefined ? 'empty' : 'unknown'
}

/** `[]`, `{"documents": []}`, `null`: an object is empty when it holds lists, and all of them are. */
function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '') return true
  if (isArray(value)) return value.every(isEmpty)
  if (!isObject(value)) return false
  const lists = Object.values(value).filter(isArray)
  return lists.length === 0 ? Object.keys(value).length === 0 : lists.every(isEmpty)
}
