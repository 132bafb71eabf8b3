import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { RowsStep } from '../../datasets/index.ts'
import { LiveStep } from '../../deployments/index.ts'
import { GatesStep } from '../../gate/index.ts'
import { MovedStep } from '../../monitors/index.ts'
import { FailingStep, UntilFirstTrace } from '../../traces/index.ts'

/** The loop as it stands now; before the first trace, the way to send it. */
export function HomePage() {
  const navigate = useNavigate()
  const showTraces = useCallback(() => void navigate({ to: '/traces' }), [navigate])
  return (
    <UntilFirstTrace onDone={showTraces}>
      <Loop />
    </UntilFirstTrace>
  )
}

const Loop = () => (
  <div className="h-full overflow-auto">
    <header className="flex flex-wrap items-baseline gap-x-3 border-b bg-surface px-4 py-2.5">
      <h1 className="font-semibold">The loop</h1>
      <p className="text-xs text-ink-3">
        A shift is noticed, its traces become rows, a release has to pass them, and what is live is watched.
      </p>
    </header>
    <div className="mx-auto grid max-w-[86rem] items-start gap-3 p-3 pb-10 md:p-4 lg:grid-cols-2">
      <div className="grid gap-3">
        <MovedStep />
        <FailingStep />
      </div>
      <div className="grid gap-3">
        <RowsStep />
        <GatesStep />
        <LiveStep />
      </div>
    </div>
  </div>
)
