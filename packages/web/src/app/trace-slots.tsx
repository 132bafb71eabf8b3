import { AddListToDataset, MakeRowOfSpan, MakeRowOfTrace } from '../datasets/index.ts'
import { MakePromptAction } from '../prompts/index.ts'
import type { TraceSlots } from '../traces/index.ts'

/** What later stages offer on the pages of traces. */
export const traceSlots: TraceSlots = {
  spanActions: [MakeRowOfSpan, MakePromptAction],
  traceActions: [MakeRowOfTrace],
  listActions: [AddListToDataset],
}
