import type { GateView, SetVerdict } from '@pawl/core'

/** `PASS`, `FAIL`, `INCONCLUSIVE`, and for a release that nothing protects never a pass. */
export function verdictWord({ decision, status }: GateView): string {
  if (status === 'cancelled') return 'CANCELLED'
  // Not a verdict: it could not go on to one.
  if (status === 'failed') return 'NO VERDICT'
  return decision.isUnprotected ? 'UNPROTECTED' : decision.verdict.toUpperCase()
}

export const placeText = ({ file, line }: { file: string | null; line: number | null }): string =>
  file === null ? '' : `${file}${line === null ? '' : `:${line}`}`

/** How many blocking rows are in which state. */
export function rowTally({ decision }: GateView): string {
  const count = (state: string) => decision.rows.filter((row) => row.state === state).length
  const untried = decision.rows.filter(
    ({ state, passed, failed }) => state === 'unsure' && passed + failed === 0,
  ).length
  const parts = [
    [count('broken'), 'broken'],
    [count('holds'), 'hold'],
    [count('unsure') - untried, 'not settled'],
    [untried, 'not tried'],
  ] as const
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  return told.length === 0 ? 'none' : told.join(', ')
}

/** `e = 8.1 of 20`: how far a dataset has come to being shown not worse. Evidence is the product of bets, so it grows in factors. */
export function evidenceOf({ logEvalues, state }: SetVerdict, { decision }: GateView): string {
  const { notWorseAt, worseAt } = decision.bounds
  if (state === 'fail' && worseAt !== null)
    return `e = ${eValue(logEvalues.worse.at(-1))} that it is worse, of ${eValue(worseAt)}`
  return `e = ${eValue(logEvalues.notWorse.at(-1))} of ${eValue(notWorseAt)}`
}

function eValue(logarithm = 0): string {
  const value = Math.exp(logarithm)
  if (value >= 1e6) return `10^${Math.round(logarithm / Math.LN10)}`
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2)
}

/** `−3.1 points over 131 pairs`. */
export function changeText({ meanChange, pairs }: SetVerdict): string {
  if (meanChange === null) return 'no pair'
  const points = (meanChange * 100).toFixed(1).replace('-', '−')
  return `${meanChange > 0 ? '+' : ''}${points} points over ${pairs} pairs`
}

export function notRunText({ decision }: GateView): string {
  const { rowIds, datasets, reason } = decision.notRun
  if (rowIds.length + datasets.length === 0) return ''
  const rows = rowIds.length === 0 ? [] : [`${rowIds.length} ${rowIds.length === 1 ? 'row' : 'rows'}`]
  return `${[...rows, ...datasets.map((name) => `dataset ${name}`)].join(', ')}. ${reason}.`
}

/** Why datasets do not protect a release. */
export const unusedText = ({ release }: Pick<GateView, 'release'>): string =>
  release.type === 'external'
    ? 'Test prompts that name them, and not this agent (a dataset that no prompt names protects it)'
    : 'Protect nothing here, as no prompt names them'
