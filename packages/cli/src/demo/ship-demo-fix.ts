import { AppError, alertSchema, type GateView, seriesAnswerSchema, traceListSchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { addRelapsedVersion } from './demo-prompt.ts'
import { checkRelease, gateRelease, release } from './demo-releases.ts'
import { trafficAfter } from './made-up-traffic.ts'
import { sendTraffic } from './send-traffic.ts'

/** A candidate that was stopped. */
export interface StoppedRelapse {
  /** Address of the page. */
  readonly failedGate: string
}

/** What the fix did; addresses are pages. */
export interface ShippedFix {
  readonly passedGate: string
  readonly releases: string
  /** The trace of the customer who came back. */
  readonly mended: string
  /** Of the customers after the fix who said whether they were helped, the share who were. */
  readonly recoveredRate: number
}

interface DemoStep {
  readonly api: ApiClient
  readonly step: (text: string) => void
}

export interface ShippingWalk extends DemoStep {
  /** The version with the fix. */
  readonly fixed: string
  /** Of what the fix mends. */
  readonly alertId: string
  /** Lets the customer who was promised too much ask again. */
  readonly askAgain: (customer: string) => Promise<void>
}

const customer = 'sam'

/** Writes the careless line again: the proven row stops it. */
export async function stopDemoRelapse({ api, step }: DemoStep): Promise<StoppedRelapse> {
  const relapsed = await addRelapsedVersion(api)
  step(`Somebody writes ${relapsed} with a warmer tone, from the old text: the careless line is back`)
  const failed = await gateRelease(api, { prompt: relapsed, expected: 'fail' })
  step(`Gate of ${relapsed}: fail after ${trialText(failed)}. ${brokenRow(failed)}`)
  const { isAllowed, fix } = await checkRelease(api, relapsed)
  if (isAllowed) throw new AppError('internal', `The demo could have deployed ${relapsed}, which is broken.`)
  step(`It cannot be deployed. ${fix}`)
  return { failedGate: `${api.serverUrl}/gates/${failed.id}` }
}

/** The fix passes its gate and goes out, the customer is answered rightly, and the metric comes back. */
export async function shipDemoFix({ api, fixed, alertId, askAgain, step }: ShippingWalk): Promise<ShippedFix> {
  const passed = await gateRelease(api, { prompt: fixed, expected: 'pass' })
  step(`Gate of ${fixed}: pass after ${trialText(passed)}. ${passed.reason}`)
  const { id, at } = await release(api, fixed)
  step(`${fixed} is live in production: deployment ${id}, by the verdict of that gate`)

  await askAgain(customer)
  const { traceId, answer } = await findAnswer(api, fixed)
  step(`${customer} asks again. The agent fetched ${fixed} and answers: "${answer}"`)

  const after = trafficAfter({ prompt: fixed, fromMs: Date.parse(at), toMs: Date.now() })
  await sendTraffic(api, after)
  const recoveredRate = await helpedRate(api, { from: at, prompt: fixed })
  step(
    `${after.length} more customers come, made up as well: ${(recoveredRate * 100).toFixed(1)} % of those who say so were helped. The chart of the monitor is back where it was`,
  )
  await api.fetchAnswer(`/api/alerts/${alertId}/resolve`, alertSchema, {
    method: 'POST',
    body: { note: `${fixed} is live` },
  })
  step('The alert is resolved; should the same come back within seven days, it is opened again')
  const page = (path: string) => `${api.serverUrl}${path}`
  return {
    passedGate: page(`/gates/${passed.id}`),
    releases: page('/releases/production'),
    mended: page(`/traces/${traceId}`),
    recoveredRate,
  }
}

/** What the monitor watches, of the answers that one version gave. */
async function helpedRate(
  api: ApiClient,
  { from, prompt }: { readonly from: string; readonly prompt: string },
): Promise<number> {
  const query = { measure: 'score_pass_rate', scoreName: 'helpful', from, prompt }
  const { series } = await api.fetchAnswer('/api/metrics/series', seriesAnswerSchema, { query })
  const rate = series[0]?.overall ?? null
  if (rate === null) throw new AppError('internal', `The demo has no customer who said what ${prompt} was like.`)
  return rate
}

const trialText = ({ trials }: GateView): string => `${trials} ${trials === 1 ? 'trial' : 'trials'}`

/** Why it failed, which must be a broken row. */
function brokenRow({ decision, reason }: GateView): string {
  if (decision.rows.some(({ state }) => state === 'broken')) return reason
  throw new AppError('internal', `The demo's gate failed for another reason: ${reason}`)
}

/** By the version that gave it, which the attributes of the SDK put on the trace. */
async function findAnswer(
  api: ApiClient,
  prompt: string,
): Promise<{ readonly traceId: string; readonly answer: string }> {
  const { traces } = await api.fetchAnswer('/api/traces', traceListSchema, { query: { user: customer, prompt } })
  const [trace] = traces
  if (trace === undefined) throw new AppError('internal', `The demo has no trace that ${prompt} answered.`)
  const { traceId, outputPreview: answer } = trace
  if (/exception|on its way/.test(answer)) throw new AppError('internal', `The mended prompt still promises: ${answer}`)
  return { traceId, answer }
}
