export * from './audit-messages.ts'
export * from './gate-messages.ts'
export * from './policy-messages.ts'
export * from './release.ts'
