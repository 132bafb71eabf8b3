import { setTimeout as pause } from 'node:timers/promises'
import { AppError, exitCodeOf, type TraceSummary, traceSummarySchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import { readServerEvents } from '../api/server-events.ts'
import type { CommandContext } from '../command-context.ts'
import { fitWidth } from '../layout/display-width.ts'
import { formatAmount, formatCost, formatDuration, formatTime } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'

const reconnectDelaysMs = [500, 1000, 2000, 5000, 10_000]

/** Prints traces as they arrive or change, until interrupted. A lost connection is taken up again. */
export async function tailTraces(context: CommandContext, query: Query): Promise<void> {
  const signal = context.terminal.interruption()
  let hasConnected = false
  let attempts = 0
  while (!signal.aborted) {
    try {
      const response = await context.api.open('/api/traces/tail', {
        query,
        signal,
        headers: { accept: 'text/event-stream' },
      })
      context.note(hasConnected ? 'Connected again.' : 'Waiting for traces; Ctrl-C ends it.')
      hasConnected = true
      attempts = 0
      await printEvents(context, response)
    } catch (error) {
      // The first connection must succeed: a wrong address or key is an answer, not a lost connection.
      if (!signal.aborted && (!hasConnected || isFinal(error) || attempts === reconnectDelaysMs.length)) throw error
    }
    if (signal.aborted) return
    if (attempts === 0) context.note('The connection was lost; connecting again.')
    // Ctrl-C meanwhile ends the loop.
    await pause(reconnectDelaysMs[attempts], undefined, { signal }).catch(() => undefined)
    attempts += 1
  }
}

async function printEvents(context: CommandContext, response: Response): Promise<void> {
  if (response.body === null) return
  for await (const { event, data } of readServerEvents(response.body)) {
    if (event !== 'trace') continue
    const trace = traceSummarySchema.parse(JSON.parse(data))
    context.terminal.stdout.write(
      context.format === 'json' ? `${JSON.stringify(trace)}\n` : `${traceLine(trace, context)}\n`,
    )
  }
}

function traceLine(trace: TraceSummary, { paint, terminal }: CommandContext): string {
  const facts = [
    formatDuration(trace.durationMs).padStart(8),
    formatAmount(trace.spanCount, 'span').padStart(9),
    formatCost(trace.costUsd).padStart(8),
  ].join('  ')
  const status = trace.status === 'error' ? paint('red', 'error') : paint('green', 'ok   ')
  const head = `${formatTime(trace.startTime)}  ${trace.traceId}  ${facts}  `
  const text = safeLine(`${trace.name}  ${trace.errorPreview || trace.inputPreview}`)
  const room = terminal.columns === undefined ? undefined : Math.max(20, terminal.columns - head.length - 7)
  return `${paint('dim', head)}${status}  ${room === undefined ? text : fitWidth(text, room)}`
}

function isFinal(error: unknown): boolean {
  return AppError.isInstance(error) && exitCodeOf[error.code] !== exitCodeOf.server_unreachable
}
