import type { SpanKind, TraceSummary } from '@pawl/core'
import { type ComponentType, createContext, type ReactNode, useContext } from 'react'
import type { FilterSearch } from './filter/filter-search.ts'

export interface SpanActionProps {
  readonly traceId: string
  readonly spanId: string
  readonly kind: SpanKind
}

export interface TraceActionProps {
  readonly trace: TraceSummary
  /** The span that is open beside the tree. */
  readonly openSpanId: string | undefined
}

export interface ListActionProps {
  /** The filter of the list as it stands in the address. */
  readonly search: FilterSearch
  readonly isPhone: boolean
}

export interface PromptVersionMarkProps {
  readonly name: string
  /** As the span says it: a number, or the version's id. */
  readonly version: string
}

/** Where pages of traces offer actions of later stages; the composition root fills them. */
export interface TraceSlots {
  /** Buttons in the header of the open span. */
  readonly spanActions: readonly ComponentType<SpanActionProps>[]
  /** Buttons in the header of a trace. */
  readonly traceActions: readonly ComponentType<TraceActionProps>[]
  /** Buttons in the toolbar of the list of traces. */
  readonly listActions: readonly ComponentType<ListActionProps>[]
  /** Beside the version of a prompt that a span used. */
  readonly promptVersionMarks: readonly ComponentType<PromptVersionMarkProps>[]
}

const SlotsContext = createContext<TraceSlots>({
  spanActions: [],
  traceActions: [],
  listActions: [],
  promptVersionMarks: [],
})

export const TraceSlotsProvider = ({
  slots,
  children,
}: {
  readonly slots: TraceSlots
  readonly children: ReactNode
}) => <SlotsContext value={slots}>{children}</SlotsContext>

/** The actions of one slot, each given the same properties. Slots never change while the page lives, so an index is a key. */
function slotted<Props extends object>(actions: readonly ComponentType<Props>[], props: Props): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed when the page starts.
  return actions.map((Action, index) => <Action key={index} {...props} />)
}

export const SpanActions = (props: SpanActionProps) => slotted(useContext(SlotsContext).spanActions, props)
export const TraceActionSlot = (props: TraceActionProps) => slotted(useContext(SlotsContext).traceActions, props)
export const ListActions = (props: ListActionProps) => slotted(useContext(SlotsContext).listActions, props)
export const PromptVersionMarks = (props: PromptVersionMarkProps) =>
  slotted(useContext(SlotsContext).promptVersionMarks, props)
