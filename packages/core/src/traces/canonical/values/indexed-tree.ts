import type { AttributeValue } from '../../otlp/index.ts'
import { toText } from './json-value.ts'

/** Higher indices are left to the raw attributes: nobody sends a conversation of ten thousand messages on purpose. */
const maxIndex = 10_000
const maxSegments = 16

/**
 * Attributes that were flattened into dotted keys (`llm.input_messages.0.message.role`), put back together. Children
 * are kept in Maps: holes between indices cost nothing, and `__proto__` or `constructor` are keys like any other.
 */
export class IndexedNode {
  value: AttributeValue | undefined
  private children: Map<string, IndexedNode> | undefined

  set(path: readonly string[], value: AttributeValue): void {
    let node: IndexedNode = this
    for (const segment of path) {
      node.children ??= new Map()
      let next = node.children.get(segment)
      if (next === undefined) {
        next = new IndexedNode()
        node.children.set(segment, next)
      }
      node = next
    }
    node.value = value
  }

  child(name: string): IndexedNode | undefined {
    return this.children?.get(name)
  }

  text(name: string): string | undefined {
    return toText(this.children?.get(name)?.value)
  }

  /** The children whose keys are indices, in the order of the index, whatever the order of arrival. */
  items(): readonly IndexedNode[] {
    if (this.children === undefined) return []
    const numbered: { index: number; node: IndexedNode }[] = []
    let isSorted = true
    for (const [key, node] of this.children) {
      const index = indexOf(key)
      if (index === undefined) continue
      if (numbered.length > 0 && index < (numbered.at(-1)?.index ?? 0)) isSorted = false
      numbered.push({ index, node })
    }
    if (!isSorted) numbered.sort((a, b) => a.index - b.index)
    return numbered.map((item) => item.node)
  }
}

/** Splits the part of a key after its group into segments; undefined when an index or the depth is out of bounds. */
export function splitIndexedKey(rest: string): readonly string[] | undefined {
  const segments = rest.split('.')
  if (segments.length > maxSegments) return undefined
  for (const segment of segments) {
    if (isDigits(segment) && indexOf(segment) === undefined) return undefined
  }
  return segments
}

function indexOf(segment: string): number | undefined {
  if (segment.length > 5 || !isDigits(segment)) return undefined
  const index = Number(segment)
  return index <= maxIndex ? index : undefined
}

export function isDigits(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}
