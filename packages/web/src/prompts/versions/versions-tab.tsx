import type { PromptSummary, VersionLine } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { GitCompareArrows } from 'lucide-react'
import { Loaded } from '../../api/index.ts'
import { cx } from '../../ui/class-names.ts'
import { Select } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { LiveBadges } from '../page/live-badges.tsx'
import { versionsQuery } from '../prompt-queries.ts'
import type { PromptSearch } from '../prompt-search.ts'
import { PromptActionSlot } from '../slots.tsx'
import { VersionDiffView } from './version-diff-view.tsx'

export interface VersionsTabProps {
  readonly prompt: PromptSummary
  readonly search: PromptSearch
}

/** Every version, and what differs between two of them. */
export const VersionsTab = ({ prompt, search }: VersionsTabProps) => (
  <Loaded query={useQuery(versionsQuery(prompt.name))} lines={6}>
    {({ versions }) => <Versions prompt={prompt} search={search} versions={versions} />}
  </Loaded>
)

function Versions({ prompt, search, versions }: VersionsTabProps & { readonly versions: readonly VersionLine[] }) {
  const navigate = useNavigate({ from: '/prompts/$name' })
  const [newest] = versions
  if (newest === undefined) {
    return (
      <EmptyState icon={GitCompareArrows} title="No versions yet">
        Write the first one in the editor.
      </EmptyState>
    )
  }
  const to = Math.min(search.to ?? newest.number, newest.number)
  const from = Math.min(search.from ?? Math.max(1, to - 1), newest.number)
  const compare = (pair: { readonly from: number; readonly to: number }) =>
    void navigate({ search: { tab: 'versions', ...pair }, replace: true })
  return (
    <div className="grid md:min-h-full md:grid-cols-[19rem_minmax(0,1fr)]">
      <ol aria-label="Versions" className="border-r max-md:max-h-64 max-md:overflow-auto max-md:border-b">
        {versions.map((version) => (
          <li key={version.number}>
            <VersionButton
              prompt={prompt}
              version={version}
              isShown={version.number === to}
              onShow={() => compare({ from: Math.max(1, version.number - 1), to: version.number })}
            />
          </li>
        ))}
      </ol>
      <div className="min-w-0 bg-surface p-4">
        <div className="mb-3 flex flex-wrap items-center gap-2 text-xs text-ink-2">
          <VersionSelect
            label="Compare from version"
            value={from}
            versions={versions}
            onChange={(number) => compare({ from: number, to })}
          />
          <span>to</span>
          <VersionSelect
            label="Compare to version"
            value={to}
            versions={versions}
            onChange={(number) => compare({ from, to: number })}
          />
          <span className="ml-auto">
            {to === newest.number ? null : <PromptActionSlot prompt={prompt} number={to} />}
          </span>
        </div>
        <VersionDiffView prompt={prompt.name} newest={newest.number} from={from} to={to} />
      </div>
    </div>
  )
}

interface VersionButtonProps {
  readonly prompt: PromptSummary
  readonly version: VersionLine
  readonly isShown: boolean
  readonly onShow: () => void
}

const VersionButton = ({ prompt, version, isShown, onShow }: VersionButtonProps) => (
  <button
    type="button"
    aria-pressed={isShown}
    className={cx('block w-full border-b px-4 py-2 text-left hover:bg-hover', isShown && 'bg-selected')}
    onClick={onShow}
  >
    <span className="flex items-center gap-2">
      <span className="font-medium">Version {version.number}</span>
      <span className="font-mono text-2xs text-ink-3">{version.id.slice(0, 8)}</span>
      <LiveBadges prompt={prompt} version={version.number} />
    </span>
    {version.note === '' ? null : <span className="block truncate text-ink-2">{oneLine(version.note, 200)}</span>}
    <span className="block truncate text-xs text-ink-3">
      {oneLine(version.author, 60)}, <Instant iso={version.createdAt} as="relative" />
    </span>
  </button>
)

interface VersionSelectProps {
  readonly label: string
  readonly value: number
  readonly versions: readonly VersionLine[]
  readonly onChange: (number: number) => void
}

const VersionSelect = ({ label, value, versions, onChange }: VersionSelectProps) => (
  <Select
    aria-label={label}
    className="w-auto! text-xs!"
    value={value}
    onChange={(event) => onChange(Number(event.target.value))}
  >
    {versions.map(({ number }) => (
      <option key={number} value={number}>
        Version {number}
      </option>
    ))}
  </Select>
)
