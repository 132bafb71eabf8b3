import type { SpanFacts } from '../span-facts.ts'
import { isArray, toJson } from '../values/json-value.ts'

const none: readonly string[] = []

/** Tags as a list, as JSON text, or, from LangSmith, as text separated by commas. */
export function readTags(facts: SpanFacts): readonly string[] {
  const raw = facts.raw('tags')
  if (raw === undefined) return none
  const value = toJson(raw)
  if (isArray(value)) return value.filter((tag) => typeof tag === 'string' && tag !== '') as readonly string[]
  if (typeof value !== 'string') return none
  return facts.tagsKey === 'langsmith.span.tags' ? value.split(', ').filter((tag) => tag !== '') : [value]
}
