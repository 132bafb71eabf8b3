export type * from './observation.ts'
export * from './watched-metric.ts'
