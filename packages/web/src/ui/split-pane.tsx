import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { createPreference, usePreference } from './preference.ts'

const clamp = (share: number) => Math.min(0.75, Math.max(0.25, share))

const sharePreference = createPreference<number>({
  key: 'pawl.trace-split',
  initial: 0.5,
  parse: (stored) => {
    const share = Number(stored)
    return Number.isFinite(share) ? clamp(share) : undefined
  },
  format: String,
})

export interface SplitPaneProps {
  readonly left: ReactNode
  readonly right: ReactNode
  readonly label: string
}

/** Two panes with a divider that is dragged or moved with the arrow keys; its place is remembered. */
export function SplitPane({ left, right, label }: SplitPaneProps) {
  const [share, setShare] = usePreference(sharePreference)
  const box = useRef<HTMLDivElement>(null)
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const area = box.current?.getBoundingClientRect()
    if (!area || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    setShare(clamp((event.clientX - area.left) / area.width))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -0.02 : event.key === 'ArrowRight' ? 0.02 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    setShare(clamp(share + step))
  }
  return (
    <div ref={box} className="flex h-full min-h-0">
      <div style={{ width: `${share * 100}%` }} className="min-w-0 shrink-0">
        {left}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that moves has no HTML element of its own. */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={25}
        aria-valuemax={75}
        tabIndex={0}
        className="relative w-px shrink-0 cursor-col-resize touch-none bg-line after:absolute after:inset-y-0 after:-left-1 after:w-2.5 after:content-[''] hover:bg-accent focus-visible:bg-accent"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div className="min-w-0 flex-1">{right}</div>
    </div>
  )
}
