export { continueEvidence } from './continue-evidence.ts'
export {
  evidenceText,
  evidenceTextOf,
  type GateEvidence,
  type GateTrial,
  gateEvidenceSchema,
  gateTrialSchema,
  runTrialNumber,
  streamTrialNumber,
  type TrialUse,
  trialText,
  trialUses,
} from './gate-evidence.ts'
export {
  evidenceKeyText,
  type GateDataset,
  type GateRow,
  type GateSubject,
  gateDatasetSchema,
  gateMethod,
  gateRowSchema,
  gateSeed,
  gateSubjectSchema,
} from './gate-subject.ts'
export { makeGateSubject, rowTestText, type SubjectFacts } from './make-gate-subject.ts'
