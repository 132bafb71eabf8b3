export { normalQuantile } from './normal-quantile.ts'
export { defaultConfidence, type Interval, twoSidedZ, wilsonInterval } from './wilson-interval.ts'
