import type { GateStatus, LimitFigure, RowRoleReason, RowVerdict, SetVerdict, TrialUse, Verdict } from '@pawl/core'
import type { Tone } from '../../ui/badge.tsx'

interface Word {
  readonly label: string
  readonly tone: Tone
  readonly meaning: string
}

export const verdictWords: Readonly<Record<Verdict, Word>> = {
  pass: { label: 'Pass', tone: 'ok', meaning: 'Every blocking row holds and every dataset is not worse.' },
  fail: { label: 'Fail', tone: 'error', meaning: 'A row is broken, a dataset is worse, or a limit is exceeded.' },
  inconclusive: { label: 'Inconclusive', tone: 'warn', meaning: 'It could not be decided; that is not a pass.' },
}

export const statusWords: Readonly<Record<GateStatus, Word>> = {
  waiting: { label: 'Waiting', tone: 'warn', meaning: 'Its trials are for a worker of yours, and none has asked yet.' },
  running: { label: 'Running', tone: 'accent', meaning: 'Trials are being made.' },
  decided: { label: 'Decided', tone: 'neutral', meaning: 'It has its verdict.' },
  cancelled: { label: 'Cancelled', tone: 'warn', meaning: 'Someone ended it; its trials are kept.' },
  failed: { label: 'Stopped', tone: 'error', meaning: 'It could not go on; its trials are kept.' },
}

export const rowStateWords: Readonly<Record<RowVerdict['state'], Word>> = {
  broken: { label: 'Broken', tone: 'error', meaning: 'Shown to pass less often than required.' },
  unsure: { label: 'Unsure', tone: 'warn', meaning: 'Its trials settle neither.' },
  holds: { label: 'Holds', tone: 'ok', meaning: 'Shown more likely than its floor to pass.' },
}

export const setStateWords: Readonly<Record<SetVerdict['state'], Word>> = {
  pass: { label: 'Not worse', tone: 'ok', meaning: 'Shown not to be worse by more than the tolerated drop.' },
  fail: { label: 'Worse', tone: 'error', meaning: 'Shown to be worse by more than the tolerated drop.' },
  unsure: { label: 'Unsure', tone: 'warn', meaning: 'Its pairs settle neither.' },
  not_tested: { label: 'Not compared', tone: 'neutral', meaning: 'There is nothing to compare with.' },
}

export const limitStateWords = {
  within: { label: 'Kept', tone: 'ok', meaning: 'Shown to be within the limit.' },
  over: { label: 'Exceeded', tone: 'error', meaning: 'Shown to be over the limit.' },
  unsure: { label: 'Unsure', tone: 'warn', meaning: 'Neither is shown.' },
} as const satisfies Record<string, Word>

export const figureWords: Readonly<Record<LimitFigure, string>> = { cost: 'Cost', latency: 'Latency', tokens: 'Tokens' }

export const useWords: Readonly<Record<TrialUse, string>> = {
  row: 'rows',
  set: 'datasets',
  baseline: 'baseline',
}

/** Why a row may stop the release, or why it only advises. */
export const roleWords: Readonly<Record<RowRoleReason, { readonly label: string; readonly meaning: string }>> = {
  proof: { label: 'proven', meaning: 'It failed on one version and holds on a fix, so it may stop a release.' },
  holds_live: { label: 'holds live', meaning: 'It holds on what is deployed, so it may stop a release.' },
  nothing_deployed: {
    label: 'first release',
    meaning: 'Nothing is deployed, so every row that is meant to block does.',
  },
  advisory: { label: 'advisory', meaning: 'Its priority is advisory: a fail is shown and stops nothing.' },
  unproven: {
    label: 'unproven',
    meaning: 'Nothing was ever seen to pass it: neither a proof nor what is deployed. So it stops nothing yet.',
  },
}
