import { hashText } from '../content/hash-text.ts'

/** Which trial of a run a trace belongs to. */
export interface TrialTrace {
  /** 12 lower-case hex digits. */
  readonly runId: string
  /** The trial's place in the plan of its run, below 2^24. */
  readonly index: number
  /** From 1; past 255 it starts over. */
  readonly attempt: number
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/**
 * The trace id of a trial: its run, its place, and a check of 48 bits over both. An application under test joins its trace
 * by `traceparent` and knows nothing of runs; by the id alone its spans are told from production. A random id is taken for
 * one with probability 2^-48.
 */
export function trialTraceId({ runId, index, attempt }: TrialTrace): string {
  if (!/^[0-9a-f]{12}$/.test(runId) || index < 0 || index >= 2 ** 24) throw new RangeError('not a trial of a run')
  const named = runId + hex(index, 6) + hex(attempt & 255, 2)
  return named + checkOf(named)
}

/** The run of a trial's trace id; undefined for any other trace. */
export function runIdOfTraceId(traceId: string): string | undefined {
  // The last digits first: all but one in 2^16 ids are told by them alone.
  if (traceId.length !== 32 || !traceId.endsWith(lowCheckOf(traceId))) return undefined
  return traceId.endsWith(checkOf(traceId)) ? traceId.slice(0, 12) : undefined
}

const namedDigits = 20

function lowCheckOf(traceId: string): string {
  return hex(hashText(traceId, 0, namedDigits) & 0xffff, 4)
}

function checkOf(traceId: string): string {
  const named = traceId.slice(0, namedDigits)
  return hex(hashText(`pawl.trial/${named}`) >>> 0, 8) + lowCheckOf(named)
}
