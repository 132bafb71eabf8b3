import { createHash } from 'node:crypto'
import { AppError, readTranscriptLine } from '@pawl/core'
import type { ImportItem } from './import-item.ts'

export interface TranscriptPlace {
  readonly line: number
  /** When the import began, in milliseconds since 1970: conversations without times are put there. */
  readonly startedAtMs: number
}

/** A line with `messages` as the spans of one trace, and its scores. The same line always gets the same ids. */
export function readTranscript(text: string, { line, startedAtMs }: TranscriptPlace): ImportItem {
  const bad = (reason: string): ImportItem => ({ kind: 'bad', line, reason, isPartial: false })
  try {
    const { traceId, group, scores } = readTranscriptLine(JSON.parse(text), {
      lineNumber: line,
      // A millisecond apart, so that the order of the file is the order of time.
      fallbackStartTimeUnixNano: BigInt(startedAtMs + line) * 1_000_000n,
      makeId: hexDigest,
    })
    return {
      kind: 'spans',
      line,
      groups: [group],
      spanCount: group.items.length,
      byteLength: text.length,
      scores: scores.map((score, index) => ({
        ...score,
        traceId,
        source: 'code',
        id: hexDigest(`${traceId}\nscore ${index} ${score.name}`, 16),
      })),
    }
  } catch (error) {
    if (error instanceof SyntaxError) return bad('it is not valid JSON')
    if (!AppError.isInstance(error)) throw error
    return bad(error.fix === undefined ? error.message : `${error.message}; ${error.fix}`)
  }
}

function hexDigest(seed: string, bytes: number): string {
  return createHash('sha256')
    .update(seed)
    .digest('hex')
    .slice(0, bytes * 2)
}
