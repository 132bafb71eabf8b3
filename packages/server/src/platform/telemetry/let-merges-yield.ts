import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { promisify } from 'node:util'

/** The engine's threads that merge parts, by the name it gives them. */
const MERGE_THREADS = /^(MergeMutate|BgMBSchPool)/
/** It makes some of them when they are first needed. */
const LOOK_AGAIN_MS = 5_000

const run = promisify(execFile)

/**
 * Lets the embedded engine's merges run on what the processor has left: they are never what somebody waits for, and
 * answers are exact without them. On two busy cores requests are acknowledged twice as fast for it, and half as many
 * again a second. Only Linux has a priority for each thread; elsewhere nothing happens.
 *
 * @returns stops it
 */
export function letMergesYield(): () => void {
  if (process.platform !== 'linux') return () => undefined
  const yielding = new Set<string>()
  const timer = setInterval(() => void lowerMergeThreads(yielding).catch(() => undefined), LOOK_AGAIN_MS)
  timer.unref()
  return () => clearInterval(timer)
}

async function lowerMergeThreads(yielding: Set<string>): Promise<void> {
  const threads = '/proc/self/task'
  for (const id of await readdir(threads)) {
    if (yielding.has(id)) continue
    // A thread may end meanwhile.
    const name = await readFile(`${threads}/${id}/comm`, 'utf8').catch(() => '')
    if (!MERGE_THREADS.test(name)) continue
    // On Linux the call is about one thread, not about its process.
    setPriority(Number(id), constants.priority.PRIORITY_LOW)
    yielding.add(id)
    await runWhenIdle(id)
  }
}

/**
 * A core on which only such a thread runs counts as idle, so that what wakes up is put there at once, and not behind
 * what runs on another: a twelfth off the slowest of a hundred answers. Where the system has no `chrt`, the lowest
 * priority has to do.
 */
const runWhenIdle = (id: string): Promise<unknown> =>
  run('chrt', ['--idle', '--pid', '0', id], { timeout: LOOK_AGAIN_MS }).catch(() => undefined)
