export { createAuditRoutes } from './audit.routes.ts'
export { type AuditLog, createAuditLog, type NewAuditEvent } from './audit-log.ts'
