export * from './api/index.ts'
export * from './audit/index.ts'
export {
  chooseDatasets,
  type DatasetChoice,
  type DatasetQuestion,
  type PromptProtection,
} from './choose/choose-datasets.ts'
export {
  type Coverage,
  type CoverageChange,
  type CoverageChangeKind,
  coverageChangeKinds,
  coverageOf,
} from './coverage/coverage-of.ts'
export * from './evidence/index.ts'
export { type RatioInterval, type RatioRules, type RatioState, RatioTest } from './limits/ratio-test.ts'
export * from './policy/index.ts'
export { type BlockingQuestion, decideBlocking, type RowRoleReason, rowRoles } from './row-test/decide-blocking.ts'
export { defaultRowBudget, type RaceRow, type RaceRowState, type RaceRules, RowRace } from './row-test/row-race.ts'
export { nextTrials } from './schedule/next-trials.ts'
export { seededOrder, seededStream } from './schedule/seeded-stream.ts'
export { mostPairs } from './schedule/set-walk.ts'
export { attemptsPerStart, type GateTrialNeed } from './schedule/walk-gate.ts'
export { type PairedRules, type PairedState, PairedTest } from './set-test/paired-test.ts'
export * from './verdict/index.ts'
