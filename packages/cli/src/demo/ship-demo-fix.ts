import { AppError, type GateView, traceListSchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { addRelapsedVersion } from './demo-prompt.ts'
import { checkRelease, gateRelease, release } from './demo-releases.ts'

/** What became of two candidates; addresses are pages. */
export interface ShippedFix {
  /** Of the version that has the careless line again. */
  readonly failedGate: string
  readonly passedGate: string
  readonly releases: string
  /** The trace of the customer who came back. */
  readonly mended: string
}

export interface ShippingWalk {
  readonly api: ApiClient
  /** The version with the fix. */
  readonly fixed: string
  /** Lets the customer who was promised too much ask again. */
  readonly askAgain: (customer: string) => Promise<void>
  readonly step: (text: string) => void
}

const customer = 'sam'

/** From a proven row to a release that it protects: a relapse is stopped, the fix goes out, the customer is answered rightly. */
export async function shipDemoFix({ api, fixed, askAgain, step }: ShippingWalk): Promise<ShippedFix> {
  const relapsed = await addRelapsedVersion(api)
  step(`Somebody writes ${relapsed} with a warmer tone, from the old text: the careless line is back`)
  const failed = await gateRelease(api, { prompt: relapsed, expected: 'fail' })
  step(`Gate of ${relapsed}: fail after ${trialText(failed)}. ${brokenRow(failed)}`)
  const { isAllowed, fix } = await checkRelease(api, relapsed)
  if (isAllowed) throw new AppError('internal', `The demo could have deployed ${relapsed}, which is broken.`)
  step(`It cannot be deployed. ${fix}`)

  const passed = await gateRelease(api, { prompt: fixed, expected: 'pass' })
  step(`Gate of ${fixed}: pass after ${trialText(passed)}. ${passed.reason}`)
  const { id } = await release(api, fixed)
  step(`${fixed} is live in production: deployment ${id}, by the verdict of that gate`)

  await askAgain(customer)
  const { traceId, answer } = await findAnswer(api, fixed)
  step(`${customer} asks again. The agent fetched ${fixed} and answers: "${answer}"`)
  const page = (path: string) => `${api.serverUrl}${path}`
  return {
    failedGate: page(`/gates/${failed.id}`),
    passedGate: page(`/gates/${passed.id}`),
    releases: page('/releases/production'),
    mended: page(`/traces/${traceId}`),
  }
}

const trialText = ({ trials }: GateView): string => `${trials} ${trials === 1 ? 'trial' : 'trials'}`

function brokenRow({ decision }: GateView): string {
  const broken = decision.rows.find(({ state }) => state === 'broken')
  if (broken === undefined)
    throw new AppError('internal', `The demo's gate failed for another reason: ${decision.reason}`)
  return `The row ${broken.rowId} is broken: ${broken.reason}`
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
