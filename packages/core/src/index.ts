export * from './access/index.ts'
export * from './datasets/index.ts'
export * from './errors/index.ts'
export * from './traces/index.ts'
