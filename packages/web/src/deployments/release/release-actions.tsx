import type { EnvironmentState } from '@pawl/core'
import { ArrowRightLeft, ShieldCheck, Undo2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { StartGateDialog } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { PromoteDialog } from './promote-dialog.tsx'
import { RollBackDialog } from './roll-back-dialog.tsx'

export interface ReleaseActionsProps {
  readonly environment: string
  /** Undefined while it is not known. */
  readonly state: EnvironmentState | undefined
}

/** What is done with an environment as a whole. */
export function ReleaseActions({ environment, state }: ReleaseActionsProps) {
  const [open, setOpen] = useState<'gate' | 'promote' | 'roll_back'>()
  const close = () => setOpen(undefined)
  const waiting = [...(state?.live ?? []), ...(state?.absent ?? [])].flatMap(({ newest }) => newest ?? [])
  const prompts = waiting.filter(({ type, number }) => type === 'prompt' && number !== null)
  return (
    <div className="ml-auto flex flex-wrap gap-1.5">
      <Button
        icon={Undo2}
        disabled={state === undefined || state.live.length === 0}
        title={state?.live.length === 0 ? 'Nothing is live here' : undefined}
        onClick={() => setOpen('roll_back')}
      >
        Roll back
      </Button>
      <Button icon={ArrowRightLeft} onClick={() => setOpen('promote')}>
        Promote
      </Button>
      <Button icon={ShieldCheck} variant="primary" onClick={() => setOpen('gate')}>
        Start a gate
      </Button>
      {open === 'gate' ? (
        <Suspense>
          <StartGateDialog
            start={{
              environment,
              // What waits is what one means; where much does, a person chooses.
              ...(prompts.length === 1
                ? { prompts: Object.fromEntries(prompts.map(({ name, number }) => [name, String(number)])) }
                : {}),
            }}
            onClose={close}
          />
        </Suspense>
      ) : null}
      {open === 'promote' ? <PromoteDialog environment={environment} onClose={close} /> : null}
      {open === 'roll_back' ? <RollBackDialog environment={environment} onClose={close} /> : null}
    </div>
  )
}
