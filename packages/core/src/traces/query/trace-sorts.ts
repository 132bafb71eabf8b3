/** The orders of a list of traces, the usual one first; `-` means descending. */
export const traceSorts = ['-start', 'start', '-duration', 'duration', '-cost', 'cost', '-tokens', 'tokens'] as const
export type TraceSort = (typeof traceSorts)[number]
