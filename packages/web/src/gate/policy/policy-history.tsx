import { findPolicyWeakenings, type GatePolicy, type PolicyVersion } from '@pawl/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'

export interface PolicyHistoryProps {
  readonly versions: UseQueryResult<{ readonly versions: readonly PolicyVersion[] }>
  readonly onClose: () => void
}

/** Who changed what in a policy, when and why. */
export function PolicyHistory({ versions, onClose }: PolicyHistoryProps) {
  const list = (versions.data?.versions ?? []).toSorted((a, b) => b.number - a.number)
  return (
    <Dialog open onClose={onClose} title="Versions of the policy" width="wide">
      {versions.isPending ? <SkeletonLines lines={5} /> : null}
      {versions.isError ? <ErrorState compact problem={problemOf(versions.error)} /> : null}
      {versions.data && list.length === 0 ? <p className="text-ink-2">Nobody has changed the default.</p> : null}
      <ol className="divide-y">
        {list.map((version, index) => (
          <li key={version.number} className="py-2.5 first:pt-0">
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{version.number === 0 ? 'Default' : `Version ${version.number}`}</span>
              {version.at === null ? null : (
                <span className="text-xs text-ink-3">
                  {oneLine(version.who, 80)}, <Instant iso={version.at} as="relative" />
                </span>
              )}
            </p>
            {version.reason === '' ? null : <p className="break-words text-ink-2">“{oneLine(version.reason, 800)}”</p>}
            <Difference before={list[index + 1]?.policy} after={version.policy} />
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

function Difference({ before, after }: { readonly before: GatePolicy | undefined; readonly after: GatePolicy }) {
  if (before === undefined) return null
  const weakened = new Set(findPolicyWeakenings(before, after).map(({ field }) => field))
  const [was, is] = [flat(before), flat(after)]
  const changed = Object.keys(is).filter((field) => was[field] !== is[field])
  if (changed.length === 0) return null
  return (
    <ul className="mt-1 space-y-0.5 text-xs">
      {changed.map((field) => (
        <li key={field} className="break-words">
          <span className="font-mono text-ink-3">{field}</span> {oneLine(was[field] ?? '', 200)} →{' '}
          {oneLine(is[field] ?? '', 200)} {weakened.has(field) ? <Badge tone="warn">protects less</Badge> : null}
        </li>
      ))}
    </ul>
  )
}

/** The fields of a policy as texts, limits by their own names. */
function flat({ limits, ...rest }: GatePolicy): Readonly<Record<string, string>> {
  const entries = [
    ...Object.entries(rest),
    ...Object.entries(limits).map(([figure, limit]) => [`limits.${figure}`, limit] as const),
  ]
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      Array.isArray(value) ? value.join(', ') : value === null ? 'none' : String(value),
    ]),
  )
}
