export * from './access/index.ts'
export * from './errors/index.ts'
export * from './prompts/index.ts'
export * from './traces/index.ts'
