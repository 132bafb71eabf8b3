import type { TraceSlots } from '../traces/index.ts'

/** What later stages offer on the pages of traces. */
export const traceSlots: TraceSlots = { spanActions: [], traceActions: [], listActions: [] }
