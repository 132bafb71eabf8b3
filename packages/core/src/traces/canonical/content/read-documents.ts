import type { JsonValue, RetrievedDocument } from '../canonical-span.ts'
import { isArray, isObject, type JsonObject, numberOf, setKey, textOf } from '../values/json-value.ts'

const idKeys = ['id', 'document_id', 'doc_id', '_id']
const contentKeys = ['content', 'page_content', 'pageContent', 'text', 'document', 'body']
const scoreKeys = ['score', 'relevance_score', 'similarity']

/** Documents out of a list, or out of an object that holds one (`{documents: […]}`, `{outputs: […]}`). */
export function toDocuments(value: JsonValue | undefined): readonly RetrievedDocument[] {
  const list = isObject(value) ? (value.documents ?? value.outputs ?? value.results ?? value.matches) : value
  if (!isArray(list)) return []
  const documents: RetrievedDocument[] = []
  for (const item of list) {
    const document = toDocument(item)
    if (document !== undefined) documents.push(document)
  }
  return documents
}

function toDocument(value: JsonValue): RetrievedDocument | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { content: value }
  // [document, score], as similarity searches with scores answer.
  if (isArray(value)) return typeof value[1] === 'number' ? withScore(value[0], value[1]) : undefined
  if (!isObject(value)) return undefined
  if (isObject(value.document)) return withScore(value.document, numberOf(value.score))
  if (isObject(value.kwargs) && value.lc !== undefined) return toDocument(value.kwargs)
  return fromObject(value)
}

function withScore(value: JsonValue | undefined, score: number | undefined): RetrievedDocument | undefined {
  const document = value === undefined ? undefined : toDocument(value)
  return document === undefined || score === undefined ? document : { ...document, score }
}

function fromObject(value: JsonObject): RetrievedDocument | undefined {
  const id = first(value, idKeys)
  const content = first(value, contentKeys)
  const score = first(value, scoreKeys)
  const document: { id?: string; content?: string; score?: number; metadata?: JsonValue } = {}
  const idText = typeof id === 'number' ? String(id) : textOf(id)
  if (idText !== undefined) document.id = idText
  const contentText = textOf(content)
  if (contentText !== undefined) document.content = contentText
  const scoreNumber = numberOf(score)
  if (scoreNumber !== undefined) document.score = scoreNumber
  if (document.id === undefined && document.content === undefined) return undefined
  const metadata = isObject(value.metadata) ? value.metadata : rest(value)
  if (Object.keys(metadata).length > 0) document.metadata = metadata
  return document
}

function first(value: JsonObject, keys: readonly string[]): JsonValue | undefined {
  for (const key of keys) {
    const found = value[key]
    if (found !== undefined && found !== null) return found
  }
  return undefined
}

const described: ReadonlySet<string> = new Set([...idKeys, ...contentKeys, ...scoreKeys, 'metadata', 'type', 'vector'])

function rest(value: JsonObject): JsonObject {
  const metadata: { [key: string]: JsonValue } = {}
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (!described.has(key) && item !== undefined && item !== null) setKey(metadata, key, item)
  }
  return metadata
}
