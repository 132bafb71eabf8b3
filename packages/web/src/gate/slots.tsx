import type { GateView } from '@pawl/core'
import { type ComponentType, createContext, type ReactNode, Suspense, useContext } from 'react'

export interface GateActionProps {
  readonly gate: GateView
}

/** Where the page of a gate offers actions of later stages; the composition root fills them. */
export interface GateSlots {
  /** Buttons beside the verdict. */
  readonly gateActions: readonly ComponentType<GateActionProps>[]
}

const SlotsContext = createContext<GateSlots>({ gateActions: [] })

export const GateSlotsProvider = ({ slots, children }: { readonly slots: GateSlots; readonly children: ReactNode }) => (
  <SlotsContext value={slots}>{children}</SlotsContext>
)

export const GateActions = (props: GateActionProps) => (
  <Suspense>
    {useContext(SlotsContext).gateActions.map((Action, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed when the page starts.
      <Action key={index} {...props} />
    ))}
  </Suspense>
)
