import type { EnvironmentState, LiveTarget } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { TargetLink, useReasonTexts } from '../../gate/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { GroundBadge, OverrideNote, UnprotectedNote } from '../marks/ground-mark.tsx'
import { kindWords } from '../marks/words.ts'

/** What applications get here now, since when, and what let it in. */
export const LiveTargets = ({ state }: { readonly state: EnvironmentState }) => (
  <Panel title="Live" note={state.live.length === 0 ? undefined : `${state.live.length}`}>
    {state.live.length === 0 ? (
      <p className="px-3.5 py-3 text-ink-2">
        Nothing is live in {state.name} yet. Start a gate for what should be; what passes may be deployed.
      </p>
    ) : null}
    <ul aria-label="Live" className="divide-y">
      {state.live.map((live) => (
        <li key={`${live.target.type} ${live.target.name}`} className="space-y-2 px-3.5 py-3">
          <LiveLine live={live} />
        </li>
      ))}
    </ul>
  </Panel>
)

function LiveLine({ live }: { readonly live: LiveTarget }) {
  const { target, since, deployment, override, isUnprotected } = live
  const reason = deployment?.verdict?.reason ?? ''
  const textOf = useReasonTexts([reason])
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <TargetLink target={target} className="text-base" />
        {deployment === null ? null : <GroundBadge ground={deployment.ground} />}
        <span className="ml-auto text-xs text-ink-3">
          live since <Instant iso={since} as="compact" />
        </span>
      </div>
      <p className="flex flex-wrap gap-x-3 text-xs text-ink-2">
        {deployment === null ? (
          <span>Made current before deployments were recorded.</span>
        ) : (
          <>
            <span>
              {kindWords[deployment.kind]} by {oneLine(deployment.who, 80)}
            </span>
            {reason === '' ? null : <span>{textOf(reason)}</span>}
            {deployment.gateId === null ? null : (
              <Link
                to="/gates/$gateId"
                params={{ gateId: deployment.gateId }}
                search={{}}
                className="font-medium text-accent hover:underline"
              >
                Its gate
              </Link>
            )}
          </>
        )}
        {target.type === 'prompt' ? null : (
          <span>An agent that Pawl does not serve: its pipeline enforces the gate by the exit code and this API.</span>
        )}
      </p>
      {override ? <OverrideNote override={override} /> : null}
      {isUnprotected ? <UnprotectedNote deployment={deployment} /> : null}
    </>
  )
}
