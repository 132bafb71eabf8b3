import type { ImportItem } from './import-item.ts'
export function readTranscript(_l: { line: number; text: string }, _o: unknown): ImportItem {
  throw new Error('not yet')
}
