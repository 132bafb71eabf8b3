import type { ProofAttempt } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { rateText } from '../runs/print-run.ts'
import { addFixedVersion, makeDemoPrompt, protectDemoPrompt } from './demo-prompt.ts'
import { releaseUnprotected } from './demo-releases.ts'
import { type DemoRows, demoDataset, evaluatorName, makeDemoRows } from './demo-rows.ts'
import { compareRuns, proveDemoRow, runDemoPrompt } from './demo-runs.ts'
import { findBrokenPromise } from './find-broken-promise.ts'

/** What the demo made of one failure; addresses are pages. */
export interface TaughtRow {
  readonly verdict: ProofAttempt['verdict']
  readonly beforePassRate: number | null
  readonly afterPassRate: number | null
  /** The version with the fix, `name@2`. */
  readonly fixed: string
  /** The trace that the row is made from. */
  readonly failing: string
  readonly row: string
  readonly comparison: string
  readonly promptDiff: string
}

export interface DemoWalk {
  readonly api: ApiClient
  /** The simulated model's, of an OpenAI-compatible provider. */
  readonly modelUrl: string
  /** ISO 8601: what is older is made up. */
  readonly from: string
  readonly step: (text: string) => void
}

/** From a failing trace to a proven row, one line for each step, by the API that everybody has. */
export async function teachDemoRow({ api, modelUrl, from, step }: DemoWalk): Promise<TaughtRow> {
  const failing = await findBrokenPromise(api, from)
  step(`A customer was promised a refund that the policy does not allow: "${failing.answer}"`)

  const prompt = await makeDemoPrompt(api, { ...failing, modelUrl })
  step(`The prompt ${prompt} is made from that model call; the provider "simulated" is set up to run it`)
  await releaseUnprotected(api, prompt)
  step(`It is deployed as what is live in production, unprotected: there is no row yet that could have stopped it`)

  const rows = await makeDemoRows(api, failing)
  step(`The dataset ${demoDataset} has two rows: the failing trace, and one of a refund that was rightly offered`)
  step(`The evaluator ${evaluatorName} fails what came out and passes a right answer, so it may judge the row`)
  await protectDemoPrompt(api, { datasets: [demoDataset], evaluators: [evaluatorName] })

  const before = await runDemoPrompt(api, { prompt, note: 'What runs in production' })
  step(`Run ${prompt}: ${rateText(before.passRate)}`)
  const fixed = await addFixedVersion(api)
  const after = await runDemoPrompt(api, { prompt: fixed, note: 'With the careless line mended' })
  step(`Run ${fixed}, which allows no exceptions: ${rateText(after.passRate)}`)
  const { fixed: mended, still_passing: passing } = await compareRuns(api, before.runId, after.runId)
  step(`Compared row by row: ${mended} fixed, ${passing} still passing`)

  const proof = await proveDemoRow(api, { rowId: rows.failing, before: prompt, after: fixed })
  step(`The row ${proof.verdict.replaceAll('_', ' ')}: ${proof.reason}`)
  return {
    verdict: proof.verdict,
    beforePassRate: proof.before.passRate.rate,
    afterPassRate: proof.after.passRate.rate,
    fixed,
    failing: `${api.serverUrl}/traces/${failing.traceId}`,
    ...pagesOf(api.serverUrl, rows, [before.runId, after.runId]),
  }
}

function pagesOf(serverUrl: string, rows: DemoRows, [before, after]: readonly [string, string]) {
  return {
    row: `${serverUrl}/rows/${rows.failing}`,
    comparison: `${serverUrl}/runs/${before}/compare/${after}`,
    promptDiff: `${serverUrl}/prompts/support_agent?tab=versions&from=1&to=2`,
  }
}
