export type { ControlSchema } from './control-schema.ts'
export { type ControlStore, type ControlTransaction, openControlStore } from './open-control-store.ts'
export { ensureControlTemplate } from './pglite/pglite-directory.ts'
export { isDeadlock, isSerializationFailure, isUniqueViolation } from './sql-engine.ts'
