export { normalQuantile } from './normal-quantile.ts'
export { flakeRate, type PassRate, passAllOf, passRate, type RowOutcomes } from './pass-rate.ts'
export { defaultConfidence, type Interval, twoSidedZ, wilsonInterval } from './wilson-interval.ts'
