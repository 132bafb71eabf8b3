import type { PromptSummary } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../../api/index.ts'
import { cx } from '../../ui/class-names.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { PromptEditor } from '../editor/prompt-editor.tsx'
import { promptQuery, versionQuery } from '../prompt-queries.ts'
import type { PromptSearch } from '../prompt-search.ts'
import { VersionsTab } from '../versions/versions-tab.tsx'
import { PromptHeader } from './prompt-header.tsx'

export function PromptPage() {
  const { name } = useParams({ from: '/prompts/$name' })
  const prompt = useQuery(promptQuery(name))
  // Another prompt is other work: nothing of the page may be taken along.
  return (
    <Loaded isPage query={prompt}>
      {(data) => <LoadedPrompt key={name} prompt={data} />}
    </Loaded>
  )
}

function LoadedPrompt({ prompt }: { readonly prompt: PromptSummary }) {
  const search: PromptSearch = useSearch({ from: '/prompts/$name' })
  const navigate = useNavigate({ from: '/prompts/$name' })
  return (
    <div className="flex h-full flex-col">
      <PromptHeader prompt={prompt} />
      <Tabs
        className={cx('min-h-0 flex-1 overflow-auto', search.tab === 'versions' && 'bg-surface')}
        label="Views of the prompt"
        value={search.tab ?? 'edit'}
        onChange={(tab) => void navigate({ search: tab === 'edit' ? {} : { tab } })}
        tabs={[
          { name: 'edit', label: 'Edit', content: () => <EditTab prompt={prompt} /> },
          {
            name: 'versions',
            label: 'Versions',
            count: prompt.versionCount,
            content: () => <VersionsTab prompt={prompt} search={search} />,
          },
        ]}
      />
    </div>
  )
}

function EditTab({ prompt }: { readonly prompt: PromptSummary }) {
  const number = prompt.newest?.number ?? 0
  const newest = useQuery({ ...versionQuery(prompt.name, number), enabled: number > 0 })
  if (number === 0) return <PromptEditor prompt={prompt} newest={null} />
  return (
    <Loaded query={newest} lines={8}>
      {(version) => <PromptEditor prompt={prompt} newest={version} />}
    </Loaded>
  )
}
