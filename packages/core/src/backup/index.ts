export * from './backup-messages.ts'
