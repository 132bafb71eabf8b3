import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { AppError } from '@pawl/core'
import { z } from 'zod'
import { childEnvironment } from '../environment.ts'
import { checkExampleIsThere, exampleDir } from './example-app.ts'

export interface SimulatedModel extends AsyncDisposable {
  /** Of an OpenAI-compatible provider. */
  readonly baseUrl: string
}

const readySchema = z.object({ baseUrl: z.url() })

/** The example's simulated model as a server of its own, for the runs that Pawl makes; disposing ends it. */
export async function startSimulatedModel(): Promise<SimulatedModel> {
  await checkExampleIsThere()
  // Its standard input stays open as long as this process lives, and it ends with it.
  const child = spawn(process.execPath, ['--import', 'tsx', 'serve-model.ts'], {
    cwd: exampleDir,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: childEnvironment({}),
  })
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
  })
  const lines = createInterface({ input: child.stdout })
  const ended = closed.then(() => {
    throw new AppError('internal', `The simulated model ended with code ${child.exitCode} before it answered.`, {
      fix: 'Run it alone to see more: npm run model --workspace examples/support-agent',
    })
  })
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'error').then(([error]) => Promise.reject(error)),
    ended,
  ])
  ended.catch(() => undefined)
  return {
    baseUrl: readySchema.parse(JSON.parse(String(line))).baseUrl,
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await closed
    },
  }
}
