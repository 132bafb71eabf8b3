export { pause } from './pause.ts'
export { settlesWithin } from './settles-within.ts'
