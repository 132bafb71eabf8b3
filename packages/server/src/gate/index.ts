export { createGateRoutes } from './gate.routes.ts'
export { type DecidedGate, type Gate, openGate } from './open-gate.ts'
