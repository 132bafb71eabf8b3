export { type FetchFunction, type OutgoingCalls, openOutgoingCalls } from './outgoing-calls.ts'
export { timedOut } from './whole-answer.ts'
