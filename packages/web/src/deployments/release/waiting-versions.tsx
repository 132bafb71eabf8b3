import type { DeploymentCheck, EnvironmentState, ReleaseTarget } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { useState } from 'react'
import { TargetLink } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DeployButton } from '../deploy/deploy-button.tsx'
import { DeployDialog } from '../deploy/deploy-dialog.tsx'

interface Waiting {
  readonly newest: ReleaseTarget
  /** Null where nothing of it is live. */
  readonly live: ReleaseTarget | null
  readonly check: DeploymentCheck
}

function waitingOf({ live, absent }: EnvironmentState): readonly Waiting[] {
  return [
    ...live.flatMap(({ target, newest, check }) => (newest && check ? [{ newest, check, live: target }] : [])),
    ...absent.map(({ newest, check }) => ({ newest, check, live: null })),
  ]
}

/** Newer versions, each with its button; several can be released together. */
export function WaitingVersions({ state }: { readonly state: EnvironmentState }) {
  const waiting = waitingOf(state)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isOpen, setIsOpen] = useState(false)
  const prompts = waiting.filter(({ newest }) => newest.type === 'prompt')
  const together = prompts.filter(({ newest }) => chosen.includes(newest.name))
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name])
  return (
    <Panel
      title="Waiting"
      note={waiting.length === 0 ? undefined : `${waiting.length}`}
      actions={
        together.length > 1 ? (
          <Button icon={Rocket} onClick={() => setIsOpen(true)}>
            Deploy {together.length} together…
          </Button>
        ) : undefined
      }
    >
      {waiting.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">The newest version of everything is live here.</p>
      ) : null}
      <ul aria-label="Waiting" className="divide-y">
        {waiting.map(({ newest, live, check }) => (
          <li
            key={newest.name}
            className="grid gap-x-4 gap-y-2 px-3.5 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]"
          >
            <div className="flex min-w-0 items-start gap-2.5">
              {prompts.length > 1 ? (
                <input
                  type="checkbox"
                  aria-label={`Release ${newest.name} together with others`}
                  className="mt-1 size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
                  checked={chosen.includes(newest.name)}
                  onChange={() => toggle(newest.name)}
                />
              ) : null}
              <div className="min-w-0">
                <TargetLink target={newest} className="text-base" />
                <p className="text-xs text-ink-3">
                  {live === null ? 'nothing of it is live here' : <DiffLink live={live} newest={newest} />}
                </p>
              </div>
            </div>
            <DeployButton check={check} label={newest.number === null ? 'Deploy' : `Deploy v${newest.number}`} />
          </li>
        ))}
      </ul>
      {isOpen ? (
        <DeployDialog
          target={{
            environment: state.name,
            release: { type: 'prompts', prompts: together.map(({ newest }) => `${newest.name}@${newest.version}`) },
          }}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </Panel>
  )
}

const DiffLink = ({ live, newest }: { readonly live: ReleaseTarget; readonly newest: ReleaseTarget }) =>
  live.number === null || newest.number === null ? (
    <>another version is live</>
  ) : (
    <>
      v{live.number} is live ·{' '}
      <Link
        to="/prompts/$name"
        params={{ name: newest.name }}
        search={{ tab: 'versions', from: live.number, to: newest.number }}
        className="font-medium text-accent hover:underline"
      >
        what changed
      </Link>
    </>
  )
