export type { EvidenceReader } from './evidence-reader.ts'
export { gatherEvidence } from './gather-evidence.ts'
