import type { DeploymentCheck } from '@pawl/core'
import { Lock, Rocket } from 'lucide-react'
import { useId, useState } from 'react'
import { requestOf, useReasonTexts } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { DeployDialog } from './deploy-dialog.tsx'

export interface DeployButtonProps {
  readonly check: DeploymentCheck
  readonly label?: string
  /** Beside the button, why it is grey; where a page says it elsewhere it is only read aloud. */
  readonly showsReason?: boolean
}

/** Deploys; grey while that is not allowed, and says why. Pressed then, it shows what would settle it. */
export function DeployButton({ check, label = 'Deploy', showsReason = true }: DeployButtonProps) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  const { isAllowed, environment, release } = check
  const reason = useReasonTexts([check.reason])(check.reason)
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          icon={isAllowed ? Rocket : Lock}
          variant={isAllowed ? 'primary' : 'default'}
          // Not `disabled`: whoever cannot press it could not learn why either.
          aria-disabled={!isAllowed}
          aria-describedby={id}
          className={isAllowed ? '' : 'bg-sunken! text-ink-3!'}
          title={isAllowed ? undefined : reason}
          onClick={() => setIsOpen(true)}
        >
          {label}
        </Button>
        {isAllowed || !showsReason ? null : (
          <Button variant="ghost" onClick={() => setIsOpen(true)}>
            What would settle it
          </Button>
        )}
      </div>
      <p id={id} className={showsReason ? 'mt-1 text-xs break-words text-ink-2' : 'sr-only'}>
        {reason}
      </p>
      {isOpen ? (
        <DeployDialog target={{ environment, release: requestOf(release) }} onClose={() => setIsOpen(false)} />
      ) : null}
    </div>
  )
}
