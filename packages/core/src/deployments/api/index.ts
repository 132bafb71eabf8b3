export * from './deployment-messages.ts'
export * from './environment-messages.ts'
export * from './webhook-messages.ts'
