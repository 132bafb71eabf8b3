import { AddListToDataset, MakeRowOfSpan, MakeRowOfTrace } from '../datasets/index.ts'
import type { TraceSlots } from '../traces/index.ts'

/** What later stages offer on the pages of traces. */
export const traceSlots: TraceSlots = {
  spanActions: [MakeRowOfSpan],
  traceActions: [MakeRowOfTrace],
  listActions: [AddListToDataset],
}
