export interface LiveConnection {
  /** Returns when the stream ended, throws when it was lost. To be told of what comes in: the next wait is short again. */
  readonly connect: (signal: AbortSignal, onHeard: () => void) => Promise<void>
  /** Before a wait. */
  readonly onLost?: () => void
  /** After a wait: what was missed meanwhile. */
  readonly onRetry?: () => Promise<void>
  readonly longestWaitMs?: number
}

const firstWaitMs = 500

/** Keeps a live connection until stopped; a lost one is made again after a growing wait. */
export function keepConnected({ connect, onLost, onRetry, longestWaitMs = 8000 }: LiveConnection): () => void {
  const stop = new AbortController()
  const run = async () => {
    let waitMs = firstWaitMs
    while (!stop.signal.aborted) {
      try {
        await connect(stop.signal, () => {
          waitMs = firstWaitMs
        })
      } catch (error) {
        if (stop.signal.aborted) return
        console.warn('The live connection was lost', error)
      }
      if (stop.signal.aborted) return
      onLost?.()
      await new Promise((resolve) => window.setTimeout(resolve, waitMs))
      waitMs = Math.min(longestWaitMs, waitMs * 2)
      await onRetry?.()
    }
  }
  void run()
  return () => stop.abort()
}
