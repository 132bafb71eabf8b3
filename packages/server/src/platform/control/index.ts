export type { ControlSchema, JsonColumn } from './control-schema.ts'
export { type ControlStore, type ControlTransaction, openControlStore, type SqlRows } from './open-control-store.ts'
export { ensureControlTemplate } from './pglite/pglite-directory.ts'
export { isUniqueViolation } from './sql-engine.ts'
