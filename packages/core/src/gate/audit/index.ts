export {
  type AuditEntry,
  type AuditEvent,
  type AuditHead,
  auditEntrySchema,
  auditEntryText,
  auditEventSchema,
  auditHeadOf,
  auditHeadSchema,
  chainAuditEntry,
  emptyAuditHead,
  type Sha256,
} from './audit-chain.ts'
export {
  type AuditProblem,
  type AuditProblemKind,
  type AuditVerification,
  verifyAuditChain,
} from './verify-audit-chain.ts'
