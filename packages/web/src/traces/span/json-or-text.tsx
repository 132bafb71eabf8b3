import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { parseBlobReference } from './blob-reference.ts'
import { RemoteLink } from './media-part.tsx'

/** Parsing more than this at once would be felt; such a text is shown as it is. */
const mostParsed = 500_000

/** JSON in a text, if the text is an object or array. */
function parseContainer(text: string): object | undefined {
  const start = text.trimStart()[0]
  if ((start !== '{' && start !== '[') || text.length > mostParsed) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** A value of unknown shape: a tree if it is JSON, also JSON inside a string; else plain text. */
export function JsonOrText({ value, openDepth = 1 }: { readonly value: unknown; readonly openDepth?: number }) {
  if (typeof value === 'string') {
    if (parseBlobReference(value)) return <RemoteLink uri={value} />
    const parsed = parseContainer(value)
    return parsed ? <JsonTree value={parsed} openDepth={openDepth} /> : <LongText text={value} />
  }
  return <JsonTree value={value} openDepth={openDepth} />
}
