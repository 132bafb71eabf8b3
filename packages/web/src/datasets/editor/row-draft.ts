import {
  canonicalJsonText,
  isJsonValue,
  type JsonValue,
  type NewRow,
  newRowSchema,
  type RowEdit,
  type RowFields,
  type RowSource,
} from '@pawl/core'

/** What the editor changes. */
export type EditedFields = Omit<RowFields, 'source'>

export interface RowDraft {
  readonly fields: EditedFields
  /** JSON that is being typed and does not parse yet, by the place it belongs to. */
  readonly unparsed: Readonly<Record<string, string>>
}

export interface DraftProblem {
  readonly field: string
  readonly message: string
}

/** The fields alone: a row as the API answers holds more. */
export function draftOf(row: RowFields): RowDraft {
  const { input, context, expectedBehavior, reference, observedOutput, evaluators, priority, labels, risks } = row
  const { requiredPassProbability, passFloor, metadata } = row
  const content = { input, context, expectedBehavior, reference, observedOutput, metadata }
  const demands = { evaluators, priority, labels, risks, requiredPassProbability, passFloor }
  return { fields: { ...content, ...demands }, unparsed: {} }
}

export const withField = <Name extends keyof EditedFields>(
  draft: RowDraft,
  name: Name,
  value: EditedFields[Name],
): RowDraft => ({ ...draft, fields: { ...draft.fields, [name]: value } })

/** The draft with text typed where JSON belongs: the value when it parses, the text kept aside when it does not. */
export function withJsonText(
  draft: RowDraft,
  place: string,
  typed: { readonly text: string; readonly put: (draft: RowDraft, value: JsonValue) => RowDraft },
): RowDraft {
  const value = parseJson(typed.text)
  const { [place]: _before, ...others } = draft.unparsed
  if (value === undefined) return { ...draft, unparsed: { ...others, [place]: typed.text } }
  return { ...typed.put(draft, value), unparsed: others }
}

export function parseJson(text: string): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonValue(value) ? value : undefined
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string => canonicalJsonText(JSON.parse(JSON.stringify(value)) as JsonValue)

/** Whether two values say the same, whatever the order of their keys. */
export const isSame = (a: unknown, b: unknown): boolean => textOf(a ?? null) === textOf(b ?? null)

/** The names of the fields in which two rows differ. */
export function changedFields(before: EditedFields, after: EditedFields): readonly (keyof EditedFields)[] {
  const names = Object.keys(after) as (keyof EditedFields)[]
  return names.filter((name) => name in before && !isSame(before[name], after[name]))
}

/** Only what differs, so that what somebody else changed in other fields stays. */
export function editOf(before: EditedFields, after: EditedFields): RowEdit {
  return Object.fromEntries(changedFields(before, after).map((name) => [name, after[name]]))
}

const newRowOf = (draft: RowDraft, source: RowSource): NewRow => ({ ...draft.fields, source })

const anySource: RowSource = { kind: 'manual', who: 'draft', at: '2000-01-01T00:00:00Z' }

/** Why the draft cannot be stored; empty when it can. */
export function draftProblems(draft: RowDraft): readonly DraftProblem[] {
  const unparsed = Object.keys(draft.unparsed).map((field) => ({ field, message: 'This is not valid JSON' }))
  const parsed = newRowSchema.safeParse(newRowOf(draft, anySource))
  if (parsed.success) return unparsed
  return [...unparsed, ...parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))]
}

/** The draft of somebody who edited an older state, on top of the newer one: their fields win, the others follow. */
export function rebased(draft: RowDraft, base: EditedFields, newer: EditedFields): RowDraft {
  return { ...draft, fields: { ...newer, ...editOf(base, draft.fields) } as EditedFields }
}

/** The fields that both changed since `base`, and not to the same. */
export function clashingFields(
  base: EditedFields,
  mine: EditedFields,
  theirs: EditedFields,
): readonly (keyof EditedFields)[] {
  const changedByThem = new Set(changedFields(base, theirs))
  return changedFields(base, mine).filter((name) => changedByThem.has(name) && !isSame(mine[name], theirs[name]))
}
