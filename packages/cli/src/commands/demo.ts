import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type ApiClient, createApiClient } from '../api/api-client.ts'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { carelessLine } from '../demo/demo-prompt.ts'
import { pastDays, pastTraffic, releases } from '../demo/made-up-traffic.ts'
import { demoMonitor, makeDemoMonitor, type NoticedShift, noticeShift } from '../demo/notice-shift.ts'
import { runSupportAgent, type SupportAgentSummary } from '../demo/run-support-agent.ts'
import { sendTraffic } from '../demo/send-traffic.ts'
import { setDemoPrice } from '../demo/set-demo-price.ts'
import { type ShippedFix, type StoppedRelapse, shipDemoFix, stopDemoRelapse } from '../demo/ship-demo-fix.ts'
import { startSimulatedModel } from '../demo/start-simulated-model.ts'
import { type TaughtRow, teachDemoRow } from '../demo/teach-demo-row.ts'
import { verifyDemo } from '../demo/verify-demo.ts'
import { formatDuration } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { loadServer } from '../load-server.ts'
import { aborted } from './serve.ts'

interface DemoOptions {
  readonly fast?: true
  readonly port?: string
  readonly dataDir?: string
}

const demoDataDir = '.pawl-demo'

export function addDemoCommand(program: Command, programContext: ProgramContext): void {
  program
    .command('demo')
    .description("run Pawl with a small application's traffic, and show where to look")
    .option('--fast', 'end after checking that everything arrived')
    .option('--port <port>', 'web pages, API and OTLP/HTTP (4318)')
    .option('--data-dir <directory>', `keep the data there; without it ${demoDataDir} is emptied and used`)
    .action(async (options: DemoOptions, command: Command) => {
      await demo(contextOf(command, programContext), options)
    })
}

async function demo(context: CommandContext, options: DemoOptions): Promise<void> {
  const { step, chapter } = narrator(context)
  const interruption = context.terminal.interruption()
  const { emptyDataDir, startServer } = await loadServer()
  if (options.dataDir === undefined) await emptyDataDir(resolve(demoDataDir))
  // Only HTTP: the demo runs beside a Pawl that is in use, as long as it is given another port.
  await using server = await startServer({
    dataDir: options.dataDir ?? demoDataDir,
    port: options.port,
    grpcPort: 'off',
  })
  step(`Pawl runs at ${server.url}. Open it: its pages fill while this goes on`)
  const api = createApiClient({ serverUrl: server.url, key: undefined, project: undefined })

  chapter('Healthy traffic, then a careless edit')
  const from = await sendMadeUpTraffic(api, step)
  const onLine = (line: string) => step(safeLine(line))
  const agent = { serverUrl: server.url, signal: interruption, onLine }
  step('The support agent of examples/support-agent takes over: a real application with a simulated model')
  const sent = await runSupportAgent({ ...agent, onLine: firstLines(onLine) })
  step(`It held ${sent.conversations} conversations; ${sent.feedback} customers gave feedback`)
  const traces = await verifyDemo(api, { sent, from })
  step(`All ${traces.length} traces read back`)

  chapter('A monitor notices')
  const noticed = await noticeShift(api, onLine)

  chapter('A failing trace becomes a row, with proof')
  // It lives as long as the pages do: whoever opens them can start a run.
  await using model = await startSimulatedModel()
  const taught = await teachDemoRow({ api, modelUrl: model.baseUrl, from, step: onLine })

  chapter('A relapse is stopped')
  const stopped = await stopDemoRelapse({ api, step: onLine })

  chapter('The fix ships, and the metric recovers')
  const shipped = await shipDemoFix({
    ...{ api, fixed: taught.fixed, alertId: noticed.alertId, step: onLine },
    askAgain: async (customer) => {
      await runSupportAgent({ ...agent, customers: [customer] })
    },
  })
  context.note('')
  const result: DemoResult = {
    ...sent,
    ...noticed,
    home: server.url,
    traces: `${server.url}/traces`,
    ...taught,
    ...stopped,
    ...shipped,
  }
  context.printResult(result, () => renderResult(result))
  if (options.fast) return
  context.note('Ctrl-C ends the demo.')
  await aborted(interruption)
}

function narrator({ note }: CommandContext) {
  const startedAtMs = performance.now()
  let chapters = 0
  return {
    step: (text: string) => note(`${formatDuration(performance.now() - startedAtMs).padStart(8)}  ${text}`),
    chapter: (title: string) => {
      chapters += 1
      note(`\n${chapters}. ${title}`)
    },
  }
}

/** The days before, and the monitor over them. Returns when what is not made up begins, in ISO 8601. */
async function sendMadeUpTraffic(api: ApiClient, step: (text: string) => void): Promise<string> {
  await setDemoPrice(api)
  const past = pastTraffic(Date.now())
  await sendTraffic(api, past)
  step(`${past.length} conversations of the last ${pastDays} days are sent; they are made up`)
  step(`Release ${releases.careless} came in their last hours. Its instructions have a new line: "${carelessLine}"`)
  await makeDemoMonitor(api)
  step(`The monitor ${demoMonitor} watches what customers think of the answers`)
  return new Date().toISOString()
}

interface DemoResult extends SupportAgentSummary, NoticedShift, TaughtRow, StoppedRelapse, ShippedFix {
  /** Addresses of pages. */
  readonly home: string
  readonly traces: string
}

function renderResult(result: DemoResult): string {
  const lines = [
    ['The loop', result.home],
    ['Traces', result.traces],
    ['The monitor', result.monitor],
    ['What it noticed', result.alert],
    ['A trace that failed', result.failing],
    ['The proven row', result.row],
    ['Before and after', result.comparison],
    ['The fix', result.promptDiff],
    ['A stopped release', result.failedGate],
    ['One that passed', result.passedGate],
    ['What is live', result.releases],
    ['Answered rightly', result.mended],
  ] as const
  return lines.map(([name, address]) => `${name.padEnd(21)}${address}\n`).join('')
}

const mostLines = 5

/** Enough to see that the application runs. */
function firstLines(onLine: (line: string) => void): (line: string) => void {
  let lines = 0
  return (line) => {
    lines += 1
    if (lines <= mostLines) onLine(line)
  }
}
