import { AppError, type TraceSummary, traceListSchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { SupportAgentSummary } from './run-support-agent.ts'

const pageSize = 200

export interface SentTraces {
  readonly sent: SupportAgentSummary
  /** ISO 8601: what is older is not the example's. */
  readonly from: string
}

/** Reads back everything that the example sent. Throws when anything is missing. */
export async function verifyDemo(api: ApiClient, { sent, from }: SentTraces): Promise<readonly TraceSummary[]> {
  const { traces } = await api.fetchAnswer('/api/traces', traceListSchema, { query: { from, limit: pageSize } })
  const failing = traces.find((trace) => trace.status === 'error' && trace.scores.length > 0)
  const scored = traces.filter((trace) => trace.scores.length > 0).length
  const missing = [
    traces.length === sent.turns ? '' : `${traces.length} of ${sent.turns} traces arrived`,
    scored === sent.feedback ? '' : `${scored} of ${sent.feedback} traces have their feedback`,
    traces.every((trace) => trace.sessionId !== '' && trace.hasRoot) ? '' : 'a trace has no session or no root',
  ].filter((sentence) => sentence !== '')
  if (missing.length === 0 && failing !== undefined) return traces
  const sentence = failing === undefined ? [...missing, 'no failed trace has feedback'] : missing
  throw new AppError('internal', `The demo is not what it should be: ${sentence.join('; ')}.`)
}
