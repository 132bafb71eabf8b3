import type { ReactNode } from 'react'
import {
  AddListToDataset,
  type DatasetSlots,
  DatasetSlotsProvider,
  MakeRowOfSpan,
  MakeRowOfTrace,
} from '../datasets/index.ts'
import { DeployGatedRelease, LiveMarks, LivePromptVersion, ReleasePrompt } from '../deployments/index.ts'
import { LabelListOutputs, MakeEvaluatorOfSpan, MakeEvaluatorOfTrace } from '../evaluators/index.ts'
import { type GateSlots, GateSlotsProvider } from '../gate/index.ts'
import { MakePromptAction, type PromptSlots, PromptSlotsProvider } from '../prompts/index.ts'
import { RunsOfRowPanel } from '../runs/index.ts'
import { type TraceSlots, TraceSlotsProvider } from '../traces/index.ts'

/** What later stages offer on the pages of traces. */
const traceSlots: TraceSlots = {
  spanActions: [MakeRowOfSpan, MakePromptAction, MakeEvaluatorOfSpan],
  traceActions: [MakeEvaluatorOfTrace, MakeRowOfTrace],
  listActions: [LabelListOutputs, AddListToDataset],
  promptVersionMarks: [LivePromptVersion],
}

/** … of prompts … */
const promptSlots: PromptSlots = { actions: [ReleasePrompt], liveMarks: [LiveMarks] }

/** … of rows … */
const datasetSlots: DatasetSlots = { rowPanels: [RunsOfRowPanel] }

/** … and of gates. */
const gateSlots: GateSlots = { gateActions: [DeployGatedRelease] }

export const StageSlots = ({ children }: { readonly children: ReactNode }) => (
  <TraceSlotsProvider slots={traceSlots}>
    <PromptSlotsProvider slots={promptSlots}>
      <DatasetSlotsProvider slots={datasetSlots}>
        <GateSlotsProvider slots={gateSlots}>{children}</GateSlotsProvider>
      </DatasetSlotsProvider>
    </PromptSlotsProvider>
  </TraceSlotsProvider>
)
