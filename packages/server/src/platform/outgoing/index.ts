export { type FetchFunction, type OutgoingCalls, openOutgoingCalls } from './outgoing-calls.ts'
