import { type Attributes, type AttributeValue, OtlpDouble, type OtlpEvent } from '../otlp/index.ts'
import type { KeyRules } from './key-rules.ts'
import { markerOf } from './text-ranges.ts'
import type { TextRules } from './text-rules.ts'

const noCounts: ReadonlyMap<string, number> = new Map<string, number>()

/** One redaction of one thing, with what it has replaced so far. Every method returns its argument itself when nothing was found. */
export class RedactionPass {
  private readonly rules: TextRules
  private readonly keys: KeyRules
  private found: Map<string, number> | undefined

  constructor(rules: TextRules, keys: KeyRules) {
    this.rules = rules
    this.keys = keys
  }

  get counts(): ReadonlyMap<string, number> {
    return this.found ?? noCounts
  }

  readonly count = (rule: string): void => {
    this.found ??= new Map()
    this.found.set(rule, (this.found.get(rule) ?? 0) + 1)
  }

  text(text: string): string {
    return this.rules.redact(text, this.count)
  }

  attributes(attributes: Attributes): Attributes {
    let changed: Map<string, AttributeValue> | undefined
    for (const [key, value] of attributes) {
      const rule = this.keys.ruleFor(key)
      const redacted = rule === '' ? this.value(value) : this.named(rule)
      if (redacted === value) continue
      changed ??= new Map(attributes)
      changed.set(key, redacted)
    }
    return changed ?? attributes
  }

  value(value: AttributeValue): AttributeValue {
    switch (typeof value) {
      case 'string':
        return this.rules.redact(value, this.count)
      case 'number':
      case 'bigint':
        return this.rules.redactNumber(value, this.count) ?? value
      case 'boolean':
        return value
      default:
        return value === null ? value : this.composite(value)
    }
  }

  list<Item>(items: readonly Item[], redact: (item: Item) => Item): readonly Item[] {
    let changed: Item[] | undefined
    for (const [i, item] of items.entries()) {
      const redacted = redact(item)
      if (redacted === item) continue
      changed ??= [...items]
      changed[i] = redacted
    }
    return changed ?? items
  }

  owner<Owner extends { readonly attributes: Attributes }>(owner: Owner): Owner {
    const attributes = this.attributes(owner.attributes)
    return attributes === owner.attributes ? owner : { ...owner, attributes }
  }

  event(event: OtlpEvent): OtlpEvent {
    const name = this.text(event.name)
    const redacted = this.owner(event)
    return name === event.name ? redacted : { ...redacted, name }
  }

  private composite(value: Exclude<AttributeValue, string | number | bigint | boolean | null>): AttributeValue {
    if (value instanceof Map) return this.attributes(value)
    if (value instanceof OtlpDouble) return this.rules.redactNumber(value.value, this.count) ?? value
    // Bytes are shown to nobody as text.
    if (value instanceof Uint8Array) return value
    return this.list(value as readonly AttributeValue[], (item) => this.value(item))
  }

  private named(rule: string): string {
    this.count(rule)
    return markerOf(rule)
  }
}
