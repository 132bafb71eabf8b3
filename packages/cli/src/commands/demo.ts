import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { createApiClient } from '../api/api-client.ts'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { demoMonitor, makeDemoMonitor, type NoticedShift, noticeShift } from '../demo/notice-shift.ts'
import { pastDays, releases } from '../demo/past-traffic.ts'
import { runSupportAgent, type SupportAgentSummary } from '../demo/run-support-agent.ts'
import { sendPastTraffic } from '../demo/send-past-traffic.ts'
import { setDemoPrice } from '../demo/set-demo-price.ts'
import { type ShippedFix, shipDemoFix } from '../demo/ship-demo-fix.ts'
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
  const startedAtMs = performance.now()
  const step = (text: string) => context.note(`${formatDuration(performance.now() - startedAtMs).padStart(8)}  ${text}`)
  const interruption = context.terminal.interruption()
  if (options.dataDir === undefined) await rm(resolve(demoDataDir), { recursive: true, force: true })
  const { startServer } = await loadServer()
  // Only HTTP: the demo runs beside a Pawl that is in use, as long as it is given another port.
  await using server = await startServer({
    dataDir: options.dataDir ?? demoDataDir,
    port: options.port,
    grpcPort: 'off',
  })
  step(`Pawl runs at ${server.url}`)
  const api = createApiClient({ serverUrl: server.url, key: undefined, project: undefined })
  await setDemoPrice(api)
  step('The price of simulated-gpt is set')
  const past = await sendPastTraffic(api, Date.now())
  step(
    `${pastDays} days of made-up traffic are sent: ${past} conversations, the last of them by release ${releases.careless}`,
  )
  await makeDemoMonitor(api)
  step(`The monitor ${demoMonitor} watches what customers think of the answers`)
  const from = new Date().toISOString()
  const onLine = (line: string) => step(safeLine(line))
  const agent = { serverUrl: server.url, signal: interruption, onLine }
  const sent = await runSupportAgent(agent)
  step(`The support agent held ${sent.conversations} conversations; ${sent.feedback} customers gave feedback`)
  const traces = await verifyDemo(api, { sent, from })
  step(`All ${traces.length} traces read back`)
  const noticed = await noticeShift(api, onLine)
  // It lives as long as the pages do: whoever opens them can start a run.
  await using model = await startSimulatedModel()
  const taught = await teachDemoRow({ api, modelUrl: model.baseUrl, from, step: onLine })
  const shipped = await shipDemoFix({
    ...{ api, fixed: taught.fixed, step: onLine },
    askAgain: async (customer) => {
      await runSupportAgent({ ...agent, customers: [customer] })
    },
  })
  const result: DemoResult = {
    ...sent,
    ...noticed,
    traces: `${server.url}/traces`,
    ...taught,
    ...shipped,
  }
  context.printResult(result, () => renderResult(result))
  if (options.fast) return
  context.note('Ctrl-C ends the demo.')
  await aborted(interruption)
}

interface DemoResult extends SupportAgentSummary, NoticedShift, TaughtRow, ShippedFix {
  /** Address of the page. */
  readonly traces: string
}

function renderResult(result: DemoResult): string {
  const lines = [
    ['Traces', result.traces],
    ['The monitor', result.monitor],
    ['What it noticed', result.alert],
    ['One that failed', result.failing],
    ['The proven row', result.row],
    ['Before and after', result.comparison],
    ['The fix', result.promptDiff],
    ['A stopped release', result.failedGate],
    ['One that passed', result.passedGate],
    ['What is live', result.releases],
    ['Answered rightly', result.mended],
  ] as const
  return lines.map(([name, address]) => `${name.padEnd(19)}${address}\n`).join('')
}
