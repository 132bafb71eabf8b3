export { type CountedUsage, countUsage, type UsageSpan } from './count-usage.ts'
