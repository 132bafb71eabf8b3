export {
  decideProof,
  type ProofDecision,
  type ProofQuestion,
  type ProofSideCounts,
  type ProofVerdict,
} from './decide-proof.ts'
export * from './proof.ts'
export {
  defaultRowErrorRate,
  type OutcomeCounts,
  type RowEvidence,
  type RowEvidenceState,
  weighRow,
} from './row-evidence.ts'
