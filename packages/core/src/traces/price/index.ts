export { computeCost, type PricedCall } from './compute-cost.ts'
