import type { NewRelease, Promote } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, promote } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Problem } from '../../ui/dialog-end.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { CheckView } from '../deploy/check-view.tsx'
import { DeployDialog } from '../deploy/deploy-dialog.tsx'
import { useReleaseAction } from '../deploy/use-release-action.ts'
import { checkQuery } from '../release-queries.ts'

export interface PromoteFormProps {
  readonly environment: string
  readonly from: string
  readonly release: NewRelease
  /** Only these; left out: all that differ. */
  readonly prompts?: string[]
  readonly onClose: () => void
}

export function PromoteForm({ environment, from, release, prompts, onClose }: PromoteFormProps) {
  const check = useQuery(checkQuery({ environment, release }))
  const [isOpen, setIsOpen] = useState(false)
  const acting = useReleaseAction((request: Promote) => promote(environment, request), onClose)
  const problem = acting.isError ? problemOf(acting.error) : undefined
  if (check.isPending) return <SkeletonLines lines={3} />
  if (check.isError) return <ErrorState compact problem={problemOf(check.error)} onRetry={() => void check.refetch()} />
  const { isAllowed } = check.data
  // What is not allowed is settled where any other release is.
  if (isOpen) return <DeployDialog target={{ environment, release }} onClose={onClose} />
  return (
    <>
      <CheckView check={check.data} />
      <Problem problem={problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        {isAllowed ? (
          <Button
            variant="primary"
            disabled={acting.isPending}
            onClick={() => acting.mutate({ from, ...(prompts === undefined ? {} : { prompts }) })}
          >
            Promote
          </Button>
        ) : (
          <Button variant="primary" onClick={() => setIsOpen(true)}>
            What would settle it
          </Button>
        )}
      </div>
    </>
  )
}
