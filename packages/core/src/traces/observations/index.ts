export { type MetricFacts, metricFacts } from './metric-facts.ts'
export { metricInterval, type ObservedValue } from './metric-interval.ts'
export type * from './observation.ts'
export * from './watched-metric.ts'
