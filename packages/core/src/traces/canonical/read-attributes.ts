import type { Attributes, AttributeValue } from '../otlp/index.ts'
import { type Rule, ruleOf } from './attribute-rules.ts'
import { numberFields, rawFields, rawSlot, SpanFacts, textFields } from './span-facts.ts'
import { isObject, setKey, toJson, toNumber, toText } from './values/json-value.ts'
import { normaliseProvider } from './values/normalise-provider.ts'

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
    const rule = ruleOf(key)
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
