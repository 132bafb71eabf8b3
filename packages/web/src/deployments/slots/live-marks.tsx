import type { PromptSummary } from '@pawl/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { formatInstant } from '../../ui/format/index.ts'
import { environmentsQuery, releaseQuery } from '../release-queries.ts'

const badgeLink = 'rounded outline-offset-1 hover:brightness-95'

export interface LiveMarksProps {
  readonly prompt: Pick<PromptSummary, 'name' | 'current'>
  /** Only the environments in which this version is current. */
  readonly version?: number
}

/** In which environments which version is live, each linked to its release; what was let through without a pass says so. */
export function LiveMarks({ prompt, version }: LiveMarksProps) {
  const current = prompt.current.filter(({ number }) => version === undefined || number === version)
  const states = useQueries({ queries: current.map(({ environment }) => releaseQuery(environment)) })
  return current.map(({ environment, number, since, by }, index) => {
    const live = states[index]?.data?.live.find(({ target }) => target.name === prompt.name)
    const mark = live?.override ? 'override' : live?.isUnprotected ? 'unprotected' : ''
    return (
      <Link key={environment} to="/releases/$environment" params={{ environment }} className={badgeLink}>
        <Badge
          tone={mark === '' ? 'ok' : 'warn'}
          title={`Live since ${formatInstant(since, 'UTC', Date.now())} UTC, by ${by}`}
        >
          {version === undefined ? `${environment} v${number}` : environment}
          {mark === '' ? '' : `, ${mark}`}
        </Badge>
      </Link>
    )
  })
}

export interface LivePromptVersionProps {
  readonly name: string
  /** As the span says it: a number, or the version's id. */
  readonly version: string
}

/** On a span: where the version of the prompt that it used is live now. */
export function LivePromptVersion({ name, version }: LivePromptVersionProps) {
  const environments = useQuery(environmentsQuery).data?.environments ?? []
  const isMeant = ({ prompt, number, id }: { prompt: string; number: number; id: string }) =>
    prompt === name && (String(number) === version || (version.length >= 6 && id.startsWith(version)))
  return environments
    .filter(({ current }) => current.some(isMeant))
    .map((environment) => (
      <Link
        key={environment.name}
        to="/releases/$environment"
        params={{ environment: environment.name }}
        className={badgeLink}
      >
        <Badge tone="ok">live in {environment.name}</Badge>
      </Link>
    ))
}
