import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { AppError } from '@pawl/core'
import { z } from 'zod'
import { childEnvironment } from '../environment.ts'
import { checkExampleIsThere, exampleDir } from './example-app.ts'

const summarySchema = z.object({
  conversations: z.number(),
  turns: z.number(),
  failedTurns: z.number(),
  feedback: z.number(),
})
/** What the example sent: one trace for each turn. */
export type SupportAgentSummary = z.infer<typeof summarySchema>

export interface SupportAgentRun {
  /** The Pawl server, where OTLP goes too. */
  readonly serverUrl: string
  /** Only these customers, who ask the same once more; all when left out. */
  readonly customers?: readonly string[]
  readonly onLine: (line: string) => void
  readonly signal: AbortSignal
}

/** Runs the example application against the simulated model. Its instructions are those that are deployed, or its own. */
export async function runSupportAgent(run: SupportAgentRun): Promise<SupportAgentSummary> {
  await checkExampleIsThere()
  const child = spawn(process.execPath, ['--import', 'tsx', 'main.ts', ...(run.customers ?? [])], {
    cwd: exampleDir,
    signal: run.signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: run.serverUrl,
      OTEL_SERVICE_NAME: 'support-agent',
      OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.4.0,deployment.environment.name=demo',
      PAWL_SERVER: run.serverUrl,
      // The demo costs nothing, also where a real key is set.
      OPENAI_API_KEY: '',
    }),
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const lastLines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line)
    if (lastLines.length > 3) lastLines.shift()
    run.onLine(line)
  })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (exitCode === 0) return summarySchema.parse(JSON.parse(output))
  throw new AppError('internal', `The example application ended with code ${exitCode}: ${lastLines.join(' ')}`, {
    fix: 'Run it alone to see more: npm start --workspace examples/support-agent',
  })
}
