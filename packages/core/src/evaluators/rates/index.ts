export { flakeRate, type PassRate, passAllOf, passRate, type RowOutcomes } from './pass-rate.ts'
