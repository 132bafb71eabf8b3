import { type RowStanding, type RunChange, type RunStatus, rowStandings, runChanges, runStatuses } from '@pawl/core'

type Raw = Readonly<Record<string, unknown>>

const listOf = <Name extends string>(value: unknown, names: readonly Name[]): readonly Name[] => {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  return names.filter((name) => given.includes(name))
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const withText = <Key extends string>(raw: Raw, key: Key): { readonly [Name in Key]?: string } => {
  const text = textOf(raw[key])
  return (text === undefined ? {} : { [key]: text }) as { readonly [Name in Key]?: string }
}

export interface RunsSearch {
  readonly status?: readonly RunStatus[]
  readonly dataset?: string
  /** The name of a target. */
  readonly target?: string
  /** The dialog for a new run is open, filled with what the address says. */
  readonly new?: true
  readonly prompt?: string
  readonly evaluator?: readonly string[]
}

export function parseRunsSearch(raw: Raw): RunsSearch {
  const status = listOf(raw.status, runStatuses)
  const evaluators = (Array.isArray(raw.evaluator) ? raw.evaluator : [raw.evaluator]).flatMap(
    (name) => textOf(name) ?? [],
  )
  return {
    ...(status.length > 0 ? { status } : {}),
    ...withText(raw, 'dataset'),
    ...withText(raw, 'target'),
    ...(raw.new === 'true' || raw.new === true ? { new: true as const } : {}),
    ...withText(raw, 'prompt'),
    ...(evaluators.length > 0 ? { evaluator: evaluators } : {}),
  }
}

export interface RunSearch {
  readonly standing?: readonly RowStanding[]
  /** Rows that this evaluator failed. */
  readonly evaluator?: string
  /** The row that is open. */
  readonly row?: string
}

export function parseRunSearch(raw: Raw): RunSearch {
  const standing = listOf(raw.standing, rowStandings)
  return { ...(standing.length > 0 ? { standing } : {}), ...withText(raw, 'evaluator'), ...withText(raw, 'row') }
}

export interface CompareSearch {
  readonly change?: readonly RunChange[]
  readonly row?: string
}

export function parseCompareSearch(raw: Raw): CompareSearch {
  const change = listOf(raw.change, runChanges)
  return { ...(change.length > 0 ? { change } : {}), ...withText(raw, 'row') }
}

/** The list with the name taken out where it was in, and put in where it was not. */
export function toggled<Name extends string>(names: readonly Name[] | undefined, name: Name): readonly Name[] {
  const known = names ?? []
  return known.includes(name) ? known.filter((each) => each !== name) : [...known, name]
}
