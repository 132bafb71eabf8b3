import { ListTree, X, ZoomIn } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatInstant } from '../../ui/format/index.ts'
import { useZoneChoice, zoneName } from '../../ui/time-zone.ts'
import { useNow } from '../../ui/use-now.ts'

export interface ChosenRange {
  readonly fromMs: number
  readonly toMs: number
}

export interface RangeBarProps {
  readonly range: ChosenRange
  readonly onShowTraces: ((range: ChosenRange) => void) | undefined
  readonly onZoom: ((range: ChosenRange) => void) | undefined
  readonly onClose: () => void
}

/** What can be done with the range that was dragged over. */
export function RangeBar({ range, onShowTraces, onZoom, onClose }: RangeBarProps) {
  const [zone] = useZoneChoice()
  const nowMs = useNow()
  const text = (ms: number) => formatInstant(new Date(ms).toISOString(), zoneName(zone), nowMs)
  return (
    <div className="mb-1 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft px-2.5 py-1.5">
      <span className="mr-auto text-xs">
        {text(range.fromMs)} – {text(range.toMs)}
      </span>
      {onShowTraces ? (
        <Button icon={ListTree} variant="primary" onClick={() => onShowTraces(range)}>
          Show its traces
        </Button>
      ) : null}
      {onZoom ? (
        <Button
          icon={ZoomIn}
          onClick={() => {
            onZoom(range)
            onClose()
          }}
        >
          Zoom in
        </Button>
      ) : null}
      <IconButton icon={X} label="Leave the range" onClick={onClose} />
    </div>
  )
}
