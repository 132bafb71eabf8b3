import type { PromptSummary } from '@pawl/core'
import { type ComponentType, createContext, type ReactNode, Suspense, useContext } from 'react'

export interface PromptActionProps {
  readonly prompt: PromptSummary
  /** The version that is meant; the newest where none is. */
  readonly number?: number
}

export interface PromptMarkProps {
  readonly prompt: Pick<PromptSummary, 'name' | 'current'>
}

/** Where pages of prompts offer actions of later stages; the composition root fills them. */
export interface PromptSlots {
  /** Buttons for a prompt, and for one version of it. */
  readonly actions: readonly ComponentType<PromptActionProps>[]
  /** Where the prompt is live. */
  readonly liveMarks: readonly ComponentType<PromptMarkProps>[]
}

const SlotsContext = createContext<PromptSlots>({ actions: [], liveMarks: [] })

export const PromptSlotsProvider = ({
  slots,
  children,
}: {
  readonly slots: PromptSlots
  readonly children: ReactNode
}) => <SlotsContext value={slots}>{children}</SlotsContext>

export const PromptActionSlot = (props: PromptActionProps) => (
  <Suspense>
    {useContext(SlotsContext).actions.map((Action, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed when the page starts.
      <Action key={index} {...props} />
    ))}
  </Suspense>
)

export const PromptMarkSlot = (props: PromptMarkProps) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed when the page starts.
  useContext(SlotsContext).liveMarks.map((Mark, index) => <Mark key={index} {...props} />)
