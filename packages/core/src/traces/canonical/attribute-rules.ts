import {
  indexedGroups,
  markPrefixes,
  metadataObjects,
  metadataPrefixes,
  notMetadata,
  numberAliases,
  parameterAliases,
  providerAliases,
  rawAliases,
  textAliases,
} from './alias-table.ts'
import { isDigits, splitIndexedKey } from './values/indexed-tree.ts'
import { ownCopy } from './values/own-copy.ts'

/** What one attribute key means: where its value goes, and which conventions it is a mark of. */
export interface Rule {
  readonly action:
    | 'none'
    | 'text'
    | 'number'
    | 'raw'
    | 'provider'
    | 'parameter'
    | 'metadata'
    | 'metadataObject'
    | 'indexed'
  /** Index of the field among those of its action. */
  readonly slot: number
  /** Position in the field's list of aliases: lower wins. */
  readonly rank: number
  readonly mark: number
  /** Name of the parameter or metadata entry, or the indexed group. */
  readonly name: string
  readonly path: readonly string[]
}

const blankRule: Rule = { action: 'none', slot: 0, rank: 0, mark: 0, name: '', path: [] }

/**
 * Rules of keys that only prefixes explain (`llm.input_messages.0.message.role`), remembered because the same keys come
 * with every span. Bounded in number and key length, so that invented keys cannot fill the memory.
 */
const rememberedRules = new Map<string, Rule>()
const maxRemembered = 8192
const maxRememberedKey = 120

const exactRules: ReadonlyMap<string, Rule> = buildExactRules()

/** What a key means, by itself or by its prefix. */
export function ruleOf(key: string): Rule {
  return exactRules.get(key) ?? rememberedRules.get(key) ?? ruleByPrefix(key)
}

function buildExactRules(): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>()
  const add = (key: string, rule: Partial<Rule>) => rules.set(key, { ...blankRule, mark: markOf(key), ...rule })
  const addAliases = (action: Rule['action'], table: Readonly<Record<string, readonly string[]>>) => {
    Object.values(table).forEach((keys, slot) => {
      keys.forEach((key, rank) => {
        add(key, { action, slot, rank })
      })
    })
  }
  addAliases('text', textAliases)
  addAliases('number', numberAliases)
  addAliases('raw', rawAliases)
  addAliases('provider', { provider: providerAliases })
  for (const [key, name] of Object.entries(parameterAliases)) add(key, { action: 'parameter', name })
  for (const key of metadataObjects) add(key, { action: 'metadataObject' })
  for (const key of notMetadata) add(key, {})
  const firstFinish = 'gen_ai.completion.0.finish_reason'
  rules.set(firstFinish, {
    ...blankRule,
    ...rules.get(firstFinish),
    name: 'gen_ai.completion',
    path: ['0', 'finish_reason'],
  })
  return rules
}

function markOf(key: string): number {
  let mark = 0
  let length = 0
  for (const [prefix, bits] of markPrefixes) {
    if (prefix.length > length && key.startsWith(prefix)) {
      mark = bits
      length = prefix.length
    }
  }
  return mark
}

/** First words of all that prefixes explain: keys of other conventions are done with one look, and not remembered. */
const firstWords: ReadonlySet<string> = new Set(
  [...markPrefixes.map(([prefix]) => prefix), ...metadataPrefixes, ...indexedGroups].map(firstWord),
)

function firstWord(key: string): string {
  const dot = key.indexOf('.')
  const end = dot < 0 ? key.indexOf(':') : dot
  return end < 0 ? key : key.slice(0, end)
}

function ruleByPrefix(key: string): Rule {
  if (!firstWords.has(firstWord(key))) return blankRule
  if (key.length > maxRememberedKey) return explain(key)
  const own = ownCopy(key)
  const rule = explain(own)
  if (rememberedRules.size >= maxRemembered) rememberedRules.clear()
  rememberedRules.set(own, rule)
  return rule
}

function explain(key: string): Rule {
  return { ...blankRule, ...explainByPrefix(key), mark: markOf(key) }
}

function explainByPrefix(key: string): Partial<Rule> {
  for (const prefix of metadataPrefixes) {
    if (key.startsWith(prefix) && key.length > prefix.length)
      return { action: 'metadata', name: key.slice(prefix.length) }
  }
  for (const group of indexedGroups) {
    if (!key.startsWith(group) || key.charCodeAt(group.length) !== 46) continue
    const path = splitIndexedKey(key.slice(group.length + 1))
    // Vectors are never read: they are long, and mean nothing to a person.
    if (path === undefined || !isDigits(path[0] ?? '') || path.at(-1) === 'vector') return {}
    return { action: 'indexed', name: group, path }
  }
  if (key.startsWith('gen_ai.request.')) return { action: 'parameter', name: key.slice('gen_ai.request.'.length) }
  return {}
}
