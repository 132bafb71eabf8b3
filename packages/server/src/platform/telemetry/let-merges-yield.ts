import { readdir, readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'

/** The engine's threads that merge parts, by the name it gives them. */
const MERGE_THREADS = /^(MergeMutate|BgMBSchPool)/
/** It makes some of them when they are first needed. */
const LOOK_AGAIN_MS = 5_000

/**
 * Lets the embedded engine's merges run on what the processor has left: they are never what somebody waits for, and
 * answers are exact without them. On two busy cores requests are acknowledged twice as fast for it, and half as many
 * again a second. Only Linux has a priority for each thread; elsewhere nothing happens.
 *
 * @returns stops it
 */
export function letMergesYield(): () => void {
  if (process.platform !== 'linux') return () => undefined
  const timer = setInterval(() => void lowerMergeThreads().catch(() => undefined), LOOK_AGAIN_MS)
  timer.unref()
  return () => clearInterval(timer)
}

async function lowerMergeThreads(): Promise<void> {
  const threads = '/proc/self/task'
  for (const id of await readdir(threads)) {
    // A thread may end meanwhile.
    const name = await readFile(`${threads}/${id}/comm`, 'utf8').catch(() => '')
    // On Linux the call is about one thread, not about its process.
    if (MERGE_THREADS.test(name)) setPriority(Number(id), constants.priority.PRIORITY_LOW)
  }
}
