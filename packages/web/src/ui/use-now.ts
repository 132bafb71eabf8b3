import { useSyncExternalStore } from 'react'

const everyMs = 15_000
let nowMs = Date.now()
let timer: number | undefined
const listeners = new Set<() => void>()

function tick(): void {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    nowMs = Date.now()
    timer = window.setInterval(tick, everyMs)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.clearInterval(timer)
  }
}

/** The current time, renewed every 15 s for all who ask: for texts such as "3 min ago". */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs)
