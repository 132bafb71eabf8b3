import type { Attributes, AttributeValue } from '../otlp/index.ts'
import {
  type IndexedGroup,
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
import type { JsonValue } from './canonical-span.ts'
import { IndexedNode, isDigits, splitIndexedKey } from './values/indexed-tree.ts'
import { isObject, setKey, toJson, toNumber, toText } from './values/json-value.ts'
import { normaliseProvider } from './values/normalise-provider.ts'

type TextField = keyof typeof textAliases
type NumberField = keyof typeof numberAliases
type RawField = keyof typeof rawAliases

const textFields = Object.keys(textAliases) as TextField[]
const numberFields = Object.keys(numberAliases) as NumberField[]
const rawFields = Object.keys(rawAliases) as RawField[]

/** What one attribute key means: where its value goes, and which conventions it is a mark of. */
interface Rule {
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

const exactRules: ReadonlyMap<string, Rule> = buildExactRules()

/**
 * Rules of keys that only prefixes explain (`llm.input_messages.0.message.role`), remembered because the same keys come
 * with every span. Bounded in number and key length, so that invented keys cannot fill the memory.
 */
const rememberedRules = new Map<string, Rule>()
const maxRemembered = 8192
const maxRememberedKey = 120

/** Everything the readers need to know of a span's attributes, from one pass over them. */
export class SpanFacts {
  /** Bits of `marks`: which conventions have attributes here. */
  marks = 0
  readonly texts: (string | undefined)[] = new Array(textFields.length).fill(undefined)
  readonly numbers: (number | undefined)[] = new Array(numberFields.length).fill(undefined)
  readonly raws: (AttributeValue | undefined)[] = new Array(rawFields.length).fill(undefined)
  provider: string | undefined
  /** The key that gave the tags: their separator depends on it. */
  tagsKey = ''
  parameters: { [name: string]: JsonValue } | undefined
  metadata: { [name: string]: JsonValue } | undefined
  private tree: IndexedNode | undefined

  has(mark: number): boolean {
    return (this.marks & mark) !== 0
  }

  text(field: TextField): string | undefined {
    return this.texts[textSlot[field]]
  }

  number(field: NumberField): number | undefined {
    return this.numbers[numberSlot[field]]
  }

  raw(field: RawField): AttributeValue | undefined {
    return this.raws[rawSlot[field]]
  }

  indexed(group: IndexedGroup): IndexedNode | undefined {
    return this.tree?.child(group)
  }

  addIndexed(group: string, path: readonly string[], value: AttributeValue): void {
    this.tree ??= new IndexedNode()
    this.tree.set([group, ...path], value)
  }
}

const textSlot = slotsOf(textFields)
const numberSlot = slotsOf(numberFields)
const rawSlot = slotsOf(rawFields)

function slotsOf<Field extends string>(fields: readonly Field[]): Readonly<Record<Field, number>> {
  return Object.fromEntries(fields.map((field, slot) => [field, slot])) as Record<Field, number>
}

/** The rank of the alias that filled each slot so far. Cleared at the start of every pass; nothing is kept between passes. */
const textRanks = new Uint8Array(textFields.length)
const numberRanks = new Uint8Array(numberFields.length)
const rawRanks = new Uint8Array(rawFields.length)

/** Reads every attribute once and files it by its key. Never throws. */
export function readAttributes(attributes: Attributes): SpanFacts {
  const facts = new SpanFacts()
  let providerRank = 255
  textRanks.fill(255)
  numberRanks.fill(255)
  rawRanks.fill(255)
  for (const [key, value] of attributes) {
    const rule = exactRules.get(key) ?? rememberedRules.get(key) ?? ruleByPrefix(key)
    facts.marks |= rule.mark
    switch (rule.action) {
      case 'none':
        break
      case 'text':
        if (rule.rank < (textRanks[rule.slot] ?? 0)) takeText(facts, rule, value)
        break
      case 'number':
        if (rule.rank < (numberRanks[rule.slot] ?? 0)) takeNumber(facts, rule, value)
        break
      case 'raw':
        if (rule.rank < (rawRanks[rule.slot] ?? 0)) takeRaw(facts, rule, { key, value })
        break
      case 'provider':
        if (rule.rank < providerRank && takeProvider(facts, value)) providerRank = rule.rank
        break
      case 'indexed':
        facts.addIndexed(rule.name, rule.path, value)
        break
      default:
        takeNamed(facts, rule, value)
    }
  }
  return facts
}

function takeText(facts: SpanFacts, rule: Rule, value: AttributeValue): void {
  const text = toText(value)
  if (text === undefined) return
  facts.texts[rule.slot] = text
  textRanks[rule.slot] = rule.rank
}

function takeNumber(facts: SpanFacts, rule: Rule, value: AttributeValue): void {
  const number = toNumber(value)
  if (number === undefined) return
  facts.numbers[rule.slot] = number
  numberRanks[rule.slot] = rule.rank
}

function takeRaw(facts: SpanFacts, rule: Rule, { key, value }: { key: string; value: AttributeValue }): void {
  if (value === null || value === '') return
  facts.raws[rule.slot] = value
  rawRanks[rule.slot] = rule.rank
  if (rule.slot === rawSlot.tags) facts.tagsKey = key
  // It is also part of an indexed list, whose reader wants it too.
  if (rule.path.length > 0) facts.addIndexed(rule.name, rule.path, value)
}

function takeProvider(facts: SpanFacts, value: AttributeValue): boolean {
  const text = toText(value)
  const provider = text === undefined ? undefined : normaliseProvider(text)
  if (provider === undefined) return false
  facts.provider = provider
  return true
}

function takeNamed(facts: SpanFacts, rule: Rule, value: AttributeValue): void {
  const json = toJson(value)
  if (json === undefined) return
  if (rule.action === 'parameter') {
    facts.parameters ??= {}
    setKey(facts.parameters, rule.name, json)
    return
  }
  facts.metadata ??= {}
  if (rule.action === 'metadata') {
    setKey(facts.metadata, rule.name, json)
  } else if (isObject(json)) {
    for (const key of Object.keys(json)) setKey(facts.metadata, key, json[key] ?? null)
  }
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

function ruleByPrefix(key: string): Rule {
  const rule: Rule = { ...blankRule, ...explainByPrefix(key), mark: markOf(key) }
  if (key.length <= maxRememberedKey) {
    if (rememberedRules.size >= maxRemembered) rememberedRules.clear()
    rememberedRules.set(key, rule)
  }
  return rule
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
