/** A part of a definition while it is edited: it may still be incomplete. */
export type Draft = Readonly<Record<string, unknown>>

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

interface FieldBase {
  readonly key: string
  readonly label: string
  readonly hint?: string
  /** How much of a line it takes; by itself a number or a choice takes half. */
  readonly width?: 'third'
  /** Only shown, and only sent, where this holds of the object around it. */
  readonly when?: (draft: Draft) => boolean
  /** What it means to leave the field out, beside the choice to fill it. */
  readonly absent?: { readonly label: string; readonly otherwise: string; readonly start: () => unknown }
}

/** One field of a kind of evaluator; the form is made from these. */
export type FormField = FieldBase &
  (
    | { readonly type: 'text'; readonly placeholder?: string; readonly isMono?: boolean; readonly lines?: number }
    | {
        readonly type: 'number'
        readonly min?: number
        readonly max?: number
        readonly step?: number
        readonly unit?: string
      }
    | { readonly type: 'toggle' }
    | { readonly type: 'choice'; readonly options: readonly Choice[] }
    | { readonly type: 'flags'; readonly options: readonly Choice[] }
    | { readonly type: 'list'; readonly placeholder?: string; readonly add: string }
    | { readonly type: 'json'; readonly lines?: number; readonly placeholder?: string }
    | { readonly type: 'code'; readonly lines?: number }
    | {
        readonly type: 'pairs'
        readonly names: string
        readonly values: string
        readonly add: string
        readonly isNumber?: true
      }
    | { readonly type: 'group'; readonly fields: readonly FormField[] }
    | {
        readonly type: 'records'
        readonly add: string
        readonly fields: readonly FormField[]
        readonly start: (index: number) => Draft
      }
    | { readonly type: 'variant'; readonly by: string; readonly options: readonly Variant[] }
    /** Where in the output a number stands: a word, or a place in its JSON. */
    | { readonly type: 'place'; readonly options: readonly Choice[] }
  )

export interface Variant extends Choice {
  readonly fields: readonly FormField[]
  readonly start: Draft
}

/** Stands for JSON that cannot be read: no schema takes it, so it is never saved by mistake. */
export const brokenJson = Number.NaN

export const isShown = (field: FormField, draft: Draft): boolean => field.when?.(draft) ?? true

/** The draft as it is sent: without what is hidden or empty. */
export function withoutHidden(draft: Draft, fields: readonly FormField[]): Draft {
  const kept: Record<string, unknown> = { ...draft }
  for (const field of fields) {
    const value = kept[field.key]
    if (!isShown(field, draft) || value === undefined) delete kept[field.key]
    else kept[field.key] = withoutHiddenIn(value, field)
  }
  return kept
}

function withoutHiddenIn(value: unknown, field: FormField): unknown {
  if (field.type === 'records' && Array.isArray(value)) {
    return value.map((item: unknown) => withoutHidden(asDraft(item), field.fields))
  }
  if (field.type === 'group') return withoutHidden(asDraft(value), field.fields)
  if (field.type === 'variant') {
    const variant = field.options.find((option) => option.value === asDraft(value)[field.by])
    return variant ? withoutHidden(asDraft(value), variant.fields) : value
  }
  return value
}

export const asDraft = (value: unknown): Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Draft) : {}

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
