import { type Deployment, type Override, releaseText } from '@pawl/core'
import { formatTime } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine } from '../layout/safe-text.ts'
import type { Column } from '../layout/table.ts'

const kindWords = { deploy: 'deployed', promote: 'promoted', roll_back: 'rolled back' } as const satisfies Record<
  Deployment['kind'],
  string
>

/** By what it was allowed, in a few words. */
function groundText({ ground, gateId, override, reason }: Deployment): string {
  switch (ground) {
    case 'verdict':
      return `gate ${gateId} passed`
    case 'override':
      return `override by ${override?.who ?? ''}${override === null ? '' : ` until ${formatTime(override.expiresAt)}`}`
    case 'unprotected':
      return `unprotected: ${reason}`
    case 'returned':
      return 'was live here before'
  }
}

export function describeDeployment(deployment: Deployment, paint: Paint): string {
  const { environment, release, previous, verdict, override, note, reason, audit } = deployment
  const colors = { verdict: 'green', override: 'yellow', unprotected: 'yellow', returned: 'green' } as const
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['deployment', deployment.id],
    ['when', `${formatTime(deployment.at)} by ${deployment.who}`],
    ['live', deployment.isLive ? 'yes' : 'no'],
    ['by', groundText(deployment)],
    ['verdict', verdict === null ? '' : `${verdict.verdict}: ${verdict.reason}`],
    ['override', override === null ? '' : override.reason],
    [
      'accepted',
      override?.rows
        .map(({ rowId, dataset, isTried }) => `${dataset} ${rowId}${isTried ? '' : ' (not tried)'}`)
        .join(', ') ?? '',
    ],
    ['reason', deployment.ground === 'unprotected' ? '' : reason],
    ['note', note],
    ['before', previous === null ? 'nothing' : releaseText(previous)],
    ['audit', `entry ${audit.sequence}:${audit.hash}`],
  ]
  const title = `${releaseText(release)} ${kindWords[deployment.kind]} in ${environment}`
  const shown = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(12)}${safeLine(value)}\n`)
  return `${paint(colors[deployment.ground], safeLine(title))}\n${shown.join('')}`
}

export const deploymentColumns: readonly Column<Deployment>[] = [
  { title: 'ID', cell: ({ id }) => id, color: () => 'cyan', dropOrder: 4 },
  { title: 'WHEN', cell: ({ at }) => formatTime(at), dropOrder: 3 },
  { title: 'ENVIRONMENT', cell: ({ environment }) => environment },
  { title: 'RELEASE', cell: ({ release }) => releaseText(release), minWidth: 14 },
  { title: 'HOW', cell: ({ kind }) => kindWords[kind], dropOrder: 5 },
  {
    title: 'BY',
    cell: groundText,
    minWidth: 16,
    dropOrder: 1,
    color: ({ ground }) => (ground === 'override' || ground === 'unprotected' ? 'yellow' : undefined),
  },
  { title: 'WHO', cell: ({ who }) => who, minWidth: 8, dropOrder: 2 },
  { title: 'LIVE', cell: ({ isLive }) => (isLive ? 'live' : ''), color: () => 'green' },
]

export const overrideColumns: readonly Column<Override>[] = [
  { title: 'ENVIRONMENT', cell: ({ environment }) => environment },
  {
    title: 'UNTIL',
    cell: ({ expiresAt, expiredAt }) => `${formatTime(expiresAt)}${expiredAt === null ? '' : ' (over)'}`,
    color: ({ expiredAt }) => (expiredAt === null ? 'yellow' : 'red'),
  },
  { title: 'WHO', cell: ({ who }) => who, minWidth: 8 },
  { title: 'REASON', cell: ({ reason }) => reason, minWidth: 16 },
  { title: 'ROWS', cell: ({ rows }) => String(rows.length), align: 'right', dropOrder: 1 },
  { title: 'DEPLOYMENT', cell: ({ deploymentId }) => deploymentId, dropOrder: 2 },
]
