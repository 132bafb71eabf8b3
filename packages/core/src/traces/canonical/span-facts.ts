import type { AttributeValue } from '../otlp/index.ts'
import { type IndexedGroup, numberAliases, rawAliases, textAliases } from './alias-table.ts'
import type { JsonValue } from './canonical-span.ts'
import { IndexedNode } from './values/indexed-tree.ts'

type TextField = keyof typeof textAliases
type NumberField = keyof typeof numberAliases
type RawField = keyof typeof rawAliases

export const textFields = Object.keys(textAliases) as TextField[]
export const numberFields = Object.keys(numberAliases) as NumberField[]
export const rawFields = Object.keys(rawAliases) as RawField[]

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
export const rawSlot = slotsOf(rawFields)

function slotsOf<Field extends string>(fields: readonly Field[]): Readonly<Record<Field, number>> {
  return Object.fromEntries(fields.map((field, slot) => [field, slot])) as Record<Field, number>
}
