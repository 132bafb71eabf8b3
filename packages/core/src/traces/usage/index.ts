export { countUsage, type UsageSpan } from './count-usage.ts'
