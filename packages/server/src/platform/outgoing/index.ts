export { type FetchFunction, type OutgoingCalls, type OutgoingRules, openOutgoingCalls } from './outgoing-calls.ts'
