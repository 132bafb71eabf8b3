import { isArray, type JsonValue } from '../../traces/index.ts'
import type { PromptPart } from '../content/prompt-content.ts'

interface TextMaps {
  /** For texts of messages and addresses. */
  readonly text: (text: string) => string
  /** For texts inside JSON: arguments and results of tools. */
  readonly json: (text: string) => JsonValue
}

/** The part with every text of it replaced. The bytes of a blob and the names of things are no texts. */
export function mapPartTexts(part: PromptPart, maps: TextMaps): PromptPart {
  switch (part.type) {
    case 'text':
      return { ...part, content: maps.text(part.content) }
    case 'uri':
      return { ...part, uri: maps.text(part.uri) }
    case 'blob':
      return part
    case 'tool_call':
      return part.arguments === undefined ? part : { ...part, arguments: mapJsonTexts(part.arguments, maps.json) }
    case 'tool_call_response':
      return { ...part, response: mapJsonTexts(part.response, maps.json) }
  }
}

function mapJsonTexts(value: JsonValue, map: (text: string) => JsonValue): JsonValue {
  if (typeof value === 'string') return map(value)
  if (typeof value !== 'object' || value === null) return value
  if (isArray(value)) return value.map((item) => mapJsonTexts(item, map))
  // Unlike assignment, `fromEntries` makes `__proto__` a key like any other.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapJsonTexts(item, map)]))
}

/** Every text of a part, in order. */
export function textsOfPart(part: PromptPart): readonly string[] {
  const texts: string[] = []
  const keep = (text: string) => {
    texts.push(text)
    return text
  }
  mapPartTexts(part, { text: keep, json: keep })
  return texts
}
