export { createGateRoutes } from './gate.routes.ts'
export type { ExternalSpec, GateDeps } from './gate-deps.ts'
export { type DecidedGate, type Gate, openGate } from './open-gate.ts'
export type { SubjectNow, SubjectQuestion } from './read-subject.ts'
