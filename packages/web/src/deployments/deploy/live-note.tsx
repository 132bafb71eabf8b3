import type { DeploymentCheck } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { GroundBadge } from '../marks/ground-mark.tsx'

/** In the place of a button that could only make live what is live: since when, and what let it in. */
export function LiveNote({ check }: { readonly check: DeploymentCheck }) {
  const { environment, live } = check
  const override = live?.override ?? null
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-2">
      <Link to="/releases/$environment" params={{ environment }} className="font-medium text-accent hover:underline">
        Live in {environment}
      </Link>
      {live === null ? null : <GroundBadge ground={live.ground} />}
      {override === null ? (
        live === null ? null : (
          <span>
            since <Instant iso={live.at} as="relative" /> by {oneLine(live.who, 60)}
          </span>
        )
      ) : (
        <span>
          of {oneLine(override.who, 60)}, until <Instant iso={override.expiresAt} />
        </span>
      )}
    </p>
  )
}
