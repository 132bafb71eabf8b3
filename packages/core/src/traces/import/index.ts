export {
  readTranscriptLine,
  type TranscriptContext,
  type TranscriptTrace,
} from './read-transcript-line.ts'
export type { TranscriptScore } from './transcript-scores.ts'
