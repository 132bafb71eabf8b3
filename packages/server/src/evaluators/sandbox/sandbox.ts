import { availableParallelism } from 'node:os'
import type { CheckAnswer, CheckTask } from './check-task.ts'
import { SandboxThread } from './sandbox-thread.ts'

/** What a killable thread is given beyond a task's own limit before it is killed. */
const graceMs = 500
const patternLimitMs = 1000
/** Compiling a large schema and validating a large output; a pattern in the schema could run for ever. */
const schemaLimitMs = 3000
/** A thread that nobody needed for so long gives its memory back. */
const idleLimitMs = 60_000

interface Waiting {
  readonly task: CheckTask
  readonly answer: (answer: CheckAnswer) => void
}

export interface SandboxOptions {
  readonly threadCount?: number
}

/**
 * A few threads for code, patterns and schemas that may run for ever or take all memory. A task that outlasts its limit is
 * killed with its thread; the others go on.
 */
export class Sandbox {
  readonly #threadCount: number
  readonly #idle: SandboxThread[] = []
  readonly #threads = new Set<SandboxThread>()
  readonly #queue: Waiting[] = []
  #idleTimer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor({ threadCount = Math.min(4, Math.max(2, availableParallelism())) }: SandboxOptions = {}) {
    this.#threadCount = threadCount
  }

  /** Never rejects for what the task does. Rejects when the signal is aborted before the task has begun. */
  async run(task: CheckTask, signal?: AbortSignal): Promise<CheckAnswer> {
    signal?.throwIfAborted()
    return await new Promise((resolve, reject) => {
      const abort = () => {
        const place = this.#queue.indexOf(waiting)
        if (place < 0) return
        this.#queue.splice(place, 1)
        reject(signal?.reason)
      }
      const waiting: Waiting = {
        task,
        answer: (answer) => {
          signal?.removeEventListener('abort', abort)
          resolve(answer)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(waiting)
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    for (const { answer } of this.#queue.splice(0)) answer({ type: 'killed' })
    await Promise.all([...this.#threads].map((thread) => thread.close()))
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && !this.#isClosed) {
      const thread = this.#takeThread()
      const waiting = thread === undefined ? undefined : this.#queue.shift()
      if (thread === undefined || waiting === undefined) return
      void this.#perform(thread, waiting)
    }
  }

  #takeThread(): SandboxThread | undefined {
    for (let thread = this.#idle.pop(); thread !== undefined; thread = this.#idle.pop()) {
      if (!thread.isGone) return thread
      this.#threads.delete(thread)
    }
    if (this.#threads.size >= this.#threadCount) return undefined
    const thread = new SandboxThread()
    this.#threads.add(thread)
    return thread
  }

  async #perform(thread: SandboxThread, { task, answer }: Waiting): Promise<void> {
    answer(await thread.perform(task, limitOf(task)))
    if (thread.isGone) this.#threads.delete(thread)
    else this.#idle.push(thread)
    this.#dispatch()
    this.#watchIdle()
  }

  #watchIdle(): void {
    if (this.#idleTimer !== null) {
      this.#idleTimer.refresh()
      return
    }
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = null
      for (const thread of this.#idle.splice(0)) {
        this.#threads.delete(thread)
        thread.kill()
      }
    }, idleLimitMs).unref()
  }
}

function limitOf(task: CheckTask): number {
  switch (task.type) {
    case 'code':
      return task.timeoutMs + graceMs
    case 'pattern':
      return patternLimitMs
    case 'json_schema':
      return schemaLimitMs
  }
}
