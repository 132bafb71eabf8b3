import { Worker } from 'node:worker_threads'
import type { CheckAnswer, CheckTask, FromThread } from './check-task.ts'

/** Of JavaScript's own heap; a sandbox's memory counts by itself. */
const heapMb = 192
/** For our own code to be read from disk, also on a machine that has much else to do. */
const loadingLimitMs = 60_000

/** One thread that performs one task at a time, and is killed with it when the task outlasts its limit. */
export class SandboxThread {
  readonly #worker: Worker
  readonly #started: Promise<void>
  #finish: ((answer: CheckAnswer) => void) | null = null
  #isGone = false
  #limitMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.#worker = new Worker(workerFile, {
      execArgv,
      env: {},
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
    this.#started = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve())
      this.#worker.on('message', (message: FromThread) => {
        switch (message.type) {
          case 'ready':
            resolve()
            return
          case 'loading':
            this.#limit(loadingLimitMs)
            return
          case 'loaded':
            this.#limit(this.#limitMs)
            return
          case 'done':
            this.#settle(message.answer)
        }
      })
    })
    this.#worker.unref()
    this.#worker.on('error', (error) => this.#end({ type: 'problem', message: reasonOf(error) }))
    this.#worker.on('exit', () => this.#end({ type: 'killed' }))
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Never rejects. The time that the thread takes to start does not count. It is gone afterwards when it was killed. */
  async perform(task: CheckTask, limitMs: number): Promise<CheckAnswer> {
    // Only a thread that has something to do keeps the process alive.
    this.#worker.ref()
    await this.#started
    return await new Promise((resolve) => {
      if (this.#isGone) {
        resolve({ type: 'killed' })
        return
      }
      this.#limitMs = limitMs
      this.#limit(limitMs)
      this.#finish = (answer) => {
        clearTimeout(this.#timer)
        this.#worker.unref()
        resolve(answer)
      }
      this.#worker.postMessage(task)
    })
  }

  #limit(limitMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.kill(), limitMs)
  }

  kill(): void {
    this.#end({ type: 'killed' })
    this.#worker.terminate().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#end({ type: 'killed' })
    await this.#worker.terminate()
  }

  #end(answer: CheckAnswer): void {
    this.#isGone = true
    this.#settle(answer)
  }

  #settle(answer: CheckAnswer): void {
    const finish = this.#finish
    this.#finish = null
    finish?.(answer)
  }
}

function reasonOf(error: Error): string {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isMemory ? 'it used too much memory' : error.message
}

const runsFromSource = import.meta.url.endsWith('.ts')
const workerFile = new URL(runsFromSource ? './run-from-source.mjs' : './sandbox-worker.js', import.meta.url)
const execArgv = runsFromSource ? ['--conditions=@pawl/source'] : []
