import { type Verdict, verdicts } from '@pawl/core'

export interface GatesSearch {
  readonly environment?: string
  readonly verdict?: Verdict
  /** The dialog for a new gate is open, for these prompts. */
  readonly new?: true
  readonly prompt?: string
}

type Raw = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** What an address says, without what it says wrong. */
export function parseGatesSearch(raw: Raw): GatesSearch {
  const environment = textOf(raw.environment)
  const prompt = textOf(raw.prompt)
  const verdict = verdicts.find((known) => known === raw.verdict)
  return {
    ...(environment && { environment }),
    ...(verdict && { verdict }),
    ...((raw.new === 'true' || raw.new === true) && { new: true as const }),
    ...(prompt && { prompt }),
  }
}

export interface GateSearch {
  /** The row whose outputs are open. */
  readonly row?: string
}

export function parseGateSearch(raw: Raw): GateSearch {
  const row = textOf(raw.row)
  return row === undefined ? {} : { row }
}
