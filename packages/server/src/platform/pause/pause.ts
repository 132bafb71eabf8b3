import { setTimeout as sleep } from 'node:timers/promises'

/** Waits, or until the signal aborts: a loop asks the signal itself whether to go on. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
