import type { DeploymentCheck } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deploy, problemOf } from '../../api/index.ts'
import { releaseText, StartGateDialog } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Problem } from '../../ui/dialog-end.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { checkQuery } from '../release-queries.ts'
import { CheckView } from './check-view.tsx'
import { type DeployDraft, type DeployTarget, type DeployWay, daysFromNow, deployRequest } from './deploy-request.ts'
import { OverrideFields } from './override-fields.tsx'
import { useReleaseAction } from './use-release-action.ts'

export interface DeployDialogProps {
  readonly target: DeployTarget
  readonly onClose: () => void
}

/** Deploys what may be deployed. What may not: says why, what would settle it, and what a person may set aside. */
export function DeployDialog({ target, onClose }: DeployDialogProps) {
  const check = useQuery(checkQuery(target))
  return (
    <Dialog open onClose={onClose} title={`Deploy into ${target.environment}`}>
      {check.isPending ? <SkeletonLines lines={4} /> : null}
      {check.isError ? (
        <ErrorState compact problem={problemOf(check.error)} onRetry={() => void check.refetch()} />
      ) : null}
      {check.data ? <DeployForm target={target} check={check.data} onClose={onClose} /> : null}
    </Dialog>
  )
}

interface DeployFormProps extends DeployDialogProps {
  readonly check: DeploymentCheck
}

function DeployForm({ target, check, onClose }: DeployFormProps) {
  const [chosen, setWay] = useState<DeployWay>()
  const [gateIsOpen, setGateIsOpen] = useState(false)
  const [draft, setDraft] = useState<DeployDraft>(() => ({ reason: '', until: daysFromNow(7, Date.now()), note: '' }))
  const acting = useReleaseAction(deploy, onClose)
  const way = check.isAllowed ? 'allowed' : chosen
  const request = way === undefined ? undefined : deployRequest(target, way, draft)
  const problem = acting.isError ? problemOf(acting.error) : undefined
  if (gateIsOpen) return <StartGateDialog start={gateStart(target, check)} onClose={() => setGateIsOpen(false)} />
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (request !== undefined) acting.mutate(request)
      }}
    >
      <p className="text-base font-semibold break-words">{releaseText(check.release)}</p>
      <CheckView check={check} />
      {way === 'override' || way === 'unprotected' ? (
        <OverrideFields way={way} check={check} draft={draft} onChange={setDraft} />
      ) : null}
      {way === undefined ? null : (
        <Field label="Note">
          {(control) => (
            <Input
              {...control}
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
          )}
        </Field>
      )}
      <Problem problem={problem} />
      <div className="flex flex-wrap justify-end gap-2">
        {check.isAllowed ? (
          <Button onClick={onClose}>Cancel</Button>
        ) : (
          <WayButtons check={check} way={chosen} onWay={setWay} onGate={() => setGateIsOpen(true)} />
        )}
        {way === undefined ? null : (
          <Button
            type="submit"
            variant={way === 'allowed' ? 'primary' : 'danger'}
            disabled={request === undefined || acting.isPending}
          >
            {actionWords[way]}
          </Button>
        )}
      </div>
    </form>
  )
}

const actionWords = {
  allowed: 'Deploy',
  override: 'Deploy without a pass',
  unprotected: 'Deploy unprotected',
} as const satisfies Record<DeployWay, string>

const gateStart = ({ environment }: DeployTarget, { release }: DeploymentCheck) => ({
  environment,
  ...(release.type === 'prompts'
    ? {
        prompts: Object.fromEntries(
          release.targets.map(({ name, version, number }) => [name, String(number ?? version)]),
        ),
      }
    : {
        type: 'external' as const,
        name: release.targets[0]?.name ?? '',
        version: release.targets[0]?.version ?? '',
        way: 'live' as const,
      }),
})

interface WayButtonsProps {
  readonly check: DeploymentCheck
  readonly way: DeployWay | undefined
  readonly onWay: (way: DeployWay | undefined) => void
  readonly onGate: () => void
}

function WayButtons({ check, way, onWay, onGate }: WayButtonsProps) {
  if (way !== undefined) return <Button onClick={() => onWay(undefined)}>Back</Button>
  return (
    <>
      <Button
        variant="ghost"
        className="mr-auto text-error!"
        onClick={() => onWay(check.isUnprotected ? 'unprotected' : 'override')}
      >
        {check.isUnprotected ? 'Deploy unprotected…' : 'Override…'}
      </Button>
      <Button variant={check.isUnprotected ? 'default' : 'primary'} onClick={onGate}>
        Start a gate
      </Button>
    </>
  )
}
