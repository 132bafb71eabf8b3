import type { Deployment } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ReleaseName } from '../../gate/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { GroundBadge } from '../marks/ground-mark.tsx'
import { kindWords } from '../marks/words.ts'

export interface DeploymentLineProps {
  readonly deployment: Deployment
  readonly showsEnvironment: boolean
  readonly action: ReactNode
}

const linkClass = 'font-medium text-accent hover:underline'

/** One entry of the history: what, by whom, by which ground, and why. */
export function DeploymentLine({ deployment, showsEnvironment, action }: DeploymentLineProps) {
  const { release, kind, ground, who, at, isLive, environment, gateId, override, reason, note, audit } = deployment
  const why = override?.reason ?? reason
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="text-xs text-ink-3">{kindWords[kind]}</span>
          <ReleaseName release={release} />
          {showsEnvironment ? (
            <Link to="/releases/$environment" params={{ environment }} className="text-ink-2 hover:underline">
              into {environment}
            </Link>
          ) : null}
          <GroundBadge ground={ground} />
          {isLive ? <Badge tone="accent">live</Badge> : null}
        </p>
        {why === '' ? null : (
          <p className="mt-0.5 break-words text-ink-2">
            “{oneLine(why, 600)}”
            {override ? (
              <span className="text-xs text-ink-3">
                {' '}
                until <Instant iso={override.expiresAt} as="compact" />
              </span>
            ) : null}
          </p>
        )}
        {note === '' ? null : <p className="mt-0.5 break-words text-xs text-ink-2">{oneLine(note, 400)}</p>}
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-ink-3">
          <span>
            {oneLine(who, 80)}, <Instant iso={at} as="relative" />
          </span>
          <Changes deployment={deployment} />
          {gateId === null ? null : (
            <Link to="/gates/$gateId" params={{ gateId }} search={{}} className={linkClass}>
              Gate
            </Link>
          )}
          <span title={audit.hash}>audit entry {audit.sequence}</span>
        </p>
      </div>
      {action}
    </div>
  )
}

/** For each prompt, what changed against what stood there before. */
const Changes = ({ deployment: { release, previous } }: { readonly deployment: Deployment }) =>
  release.targets.flatMap(({ name, version, number }) => {
    const before = previous?.targets.find((target) => target.name === name)
    if (number === null || !before || before.number === null || before.version === version) return []
    return [
      <Link
        key={name}
        to="/prompts/$name"
        params={{ name }}
        search={{ tab: 'versions', from: before.number, to: number }}
        className={linkClass}
      >
        v{before.number} → v{number}
      </Link>,
    ]
  })
