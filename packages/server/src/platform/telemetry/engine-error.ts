import { AppError } from '@pawl/core'
import { isFullDisk } from '../system-error/index.ts'

const codeOf = (error: unknown): string => {
  const coded = error as { code?: unknown; clickhouseCode?: unknown; cause?: unknown }
  if (coded.clickhouseCode !== undefined) return String(coded.clickhouseCode)
  return String(coded.code ?? '')
}

/** ClickHouse error codes that mean "this statement costs too much": time, rows, memory, and a cancelled query. */
const costCodes = new Set(['159', '160', '241', '158', '307', '396'])
const fullDiskCodes = new Set(['243', '84'])

/**
 * The engine's failure in Pawl's words. The engine's own message is kept only up to its first line: it quotes the rows
 * it could not take, and those are somebody's content.
 */
export function toStoreError(error: unknown, doing: string): AppError {
  if (AppError.isInstance(error)) return error
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : String(error)
  const firstLine = (text.split('\n', 1)[0] ?? '').slice(0, 300)
  if (costCodes.has(code) || /Timeout exceeded|memory limit exceeded/i.test(firstLine)) {
    return new AppError('query_too_expensive', 'The query needs more time or memory than one query may take.', {
      fix: 'Choose a shorter time range or more filters.',
      cause: error,
    })
  }
  if (code === '394' || /was cancelled/i.test(firstLine)) {
    return new AppError('query_too_expensive', 'The query was cancelled.', { cause: error })
  }
  if (fullDiskCodes.has(code) || isFullDisk(error) || /No space left on device|Cannot reserve/i.test(text)) {
    return new AppError('disk_full', 'The telemetry store cannot write: its disk is full.', {
      fix: 'Free disk space or shorten the retention.',
      retryAfterS: 30,
      cause: error,
    })
  }
  const safe = /Cannot parse|\(at row|Column \d|parsed text/i.test(firstLine)
    ? 'the engine refused the data'
    : firstLine
  return new AppError('store_unavailable', `The telemetry store failed ${doing}: ${safe}`, {
    retryAfterS: 5,
    cause: error,
  })
}
