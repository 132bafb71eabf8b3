import type { RowView } from '@pawl/core'
import { type ComponentType, createContext, type ReactNode, Suspense, useContext } from 'react'

export interface RowPanelProps {
  readonly row: RowView
}

/** Where pages of datasets show what later stages know; the composition root fills them. */
export interface DatasetSlots {
  /** Sections beside a row, under its proof. */
  readonly rowPanels: readonly ComponentType<RowPanelProps>[]
}

const SlotsContext = createContext<DatasetSlots>({ rowPanels: [] })

export const DatasetSlotsProvider = ({
  slots,
  children,
}: {
  readonly slots: DatasetSlots
  readonly children: ReactNode
}) => <SlotsContext value={slots}>{children}</SlotsContext>

export const RowPanels = (props: RowPanelProps) => (
  <Suspense>
    {useContext(SlotsContext).rowPanels.map((Panel, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed when the page starts.
      <Panel key={index} {...props} />
    ))}
  </Suspense>
)
