import type { PromptSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ListHead } from '../../ui/list-page.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { LiveBadges } from '../page/live-badges.tsx'

const columns = 'md:grid-cols-[minmax(0,1.6fr)_4.5rem_minmax(0,1fr)_minmax(0,1fr)_9rem]'

/** Prompts by name: what is newest, what is live, what protects them, who changed them when. */
export const PromptTable = ({ prompts }: { readonly prompts: readonly PromptSummary[] }) => (
  <div>
    <ListHead columns={columns}>
      <span>Name</span>
      <span>Newest</span>
      <span>Live</span>
      <span>Protected by</span>
      <span className="text-right">Changed</span>
    </ListHead>
    <ul aria-label="Prompts">
      {prompts.map((prompt) => (
        <li key={prompt.name}>
          <PromptRow prompt={prompt} />
        </li>
      ))}
    </ul>
  </div>
)

function PromptRow({ prompt }: { readonly prompt: PromptSummary }) {
  const { name, description, newest } = prompt
  return (
    <Link
      to="/prompts/$name"
      params={{ name }}
      className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b px-4 py-2 outline-offset-[-2px] hover:bg-hover ${columns}`}
    >
      <span className="min-w-0">
        <span className="block truncate font-medium">{oneLine(name, 120)}</span>
        <span className="block truncate text-xs text-ink-3">
          {oneLine(description || (newest?.model ?? 'No version yet'), 160)}
        </span>
      </span>
      <span className="text-ink-2 max-md:text-right">
        {newest === null ? <span className="text-ink-3">none</span> : `v${newest.number}`}
      </span>
      <span className="flex min-w-0 flex-wrap gap-1">
        <LiveBadges prompt={prompt} whenNone={<span className="text-xs text-ink-3">Not live</span>} />
      </span>
      <span className="flex min-w-0 flex-wrap gap-1 max-md:hidden">
        <Protectors prompt={prompt} />
      </span>
      <span className="min-w-0 text-right text-xs text-ink-2">
        <Instant iso={newest?.createdAt ?? prompt.createdAt} as="relative" />
        <span className="block truncate text-ink-3">{oneLine(newest?.author ?? prompt.createdBy, 60)}</span>
      </span>
    </Link>
  )
}

function Protectors({ prompt: { protectedBy } }: { readonly prompt: PromptSummary }) {
  const names = [...protectedBy.datasets, ...protectedBy.evaluators]
  if (names.length === 0) return <span className="text-xs text-ink-3">Nothing</span>
  return (
    <>
      {names.slice(0, 2).map((name) => (
        <Badge key={name} title={name} className="overflow-hidden">
          <ShieldCheck aria-hidden size={11} className="shrink-0" />
          <span className="truncate">{oneLine(name, 40)}</span>
        </Badge>
      ))}
      {names.length > 2 ? <Badge title={names.slice(2).join(', ')}>{`+${names.length - 2}`}</Badge> : null}
    </>
  )
}
