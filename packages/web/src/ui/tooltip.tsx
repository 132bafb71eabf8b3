import * as Radix from '@radix-ui/react-tooltip'
import type { ReactElement } from 'react'

export const TooltipProvider = ({ children }: { readonly children: React.ReactNode }) => (
  <Radix.Provider delayDuration={350} skipDelayDuration={150}>
    {children}
  </Radix.Provider>
)

/** Text beside one element on hover and focus. Inside long virtualised lists use `title`, which costs nothing per row. */
export function Tooltip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={5}
          collisionPadding={8}
          className="animate-appear z-50 max-w-72 rounded-md border whitespace-pre-line border-line-strong bg-raised px-2 py-1 text-xs text-ink shadow-pop"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
