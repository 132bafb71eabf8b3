export * from './alert-messages.ts'
export * from './channel-messages.ts'
export * from './monitor-messages.ts'
