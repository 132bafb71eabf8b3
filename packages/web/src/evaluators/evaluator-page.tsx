import type { EvaluatorDetail } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Archive, ArchiveRestore, ChevronLeft, Tags } from 'lucide-react'
import { useState } from 'react'
import { archiveEvaluator, Loaded, problemOf } from '../api/index.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ReasonDialog } from '../ui/reason-dialog.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { showToast } from '../ui/toast.tsx'
import { evaluatorQuery } from './evaluator-queries.ts'
import { type EvaluatorSearch, evaluatorTabs } from './evaluator-search.ts'
import { EvaluatorDefinitionTab } from './form/definition-tab.tsx'
import { kindLabel } from './form/kinds.ts'
import { JudgeReport } from './judge/judge-report.tsx'
import { ExamplesBadge } from './marks/examples-badge.tsx'
import { LiveTab } from './online/live-tab.tsx'
import { UsedBy } from './used-by.tsx'
import { VersionList } from './versions/version-list.tsx'

export function EvaluatorPage() {
  const { name } = useParams({ from: '/evaluators/$name' })
  const evaluator = useQuery(evaluatorQuery(name))
  // Another evaluator is another page: nothing typed for one may be saved to the next.
  return (
    <Loaded isPage query={evaluator}>
      {(data) => <LoadedPage key={name} evaluator={data} />}
    </Loaded>
  )
}

function LoadedPage({ evaluator }: { readonly evaluator: EvaluatorDetail }) {
  const { name, versions } = evaluator
  const search: EvaluatorSearch = useSearch({ from: '/evaluators/$name' })
  const navigate = useNavigate({ from: '/evaluators/$name' })
  const newest = versions[0]
  if (!newest) return null
  const opened = versions.find((version) => version.number === search.version) ?? newest
  return (
    <div className="flex h-full flex-col">
      <Header evaluator={evaluator} />
      <Tabs
        label="Evaluator"
        className="flex min-h-0 flex-1 flex-col *:data-[state=active]:min-h-0 *:data-[state=active]:flex-1 *:data-[state=active]:overflow-auto"
        value={search.tab ?? 'definition'}
        onChange={(tab) => void navigate({ search: tab === 'definition' ? {} : { tab } })}
        tabs={[
          {
            name: 'definition',
            label: evaluatorTabs.definition,
            content: () => (
              <EvaluatorDefinitionTab key={opened.number} name={name} version={opened} newestNumber={newest.number} />
            ),
          },
          {
            name: 'versions',
            label: evaluatorTabs.versions,
            count: versions.length,
            content: () => (
              <VersionList versions={versions} search={search} onChange={(next) => void navigate({ search: next })} />
            ),
          },
          { name: 'live', label: evaluatorTabs.live, content: () => <LiveTab name={name} /> },
          { name: 'uses', label: evaluatorTabs.uses, content: () => <UsedBy name={name} /> },
          {
            name: 'people',
            label: evaluatorTabs.people,
            content: () => <JudgeReport name={name} kind={newest.definition.kind} />,
          },
        ]}
      />
    </div>
  )
}

function Header({ evaluator }: { readonly evaluator: EvaluatorDetail }) {
  const { name, versions, archivedAt } = evaluator
  const [newest] = versions
  const queries = useQueryClient()
  const [protects, setProtects] = useState('')
  const archiving = useMutation({
    mutationFn: (reason?: string) =>
      archiveEvaluator(name, { isArchived: archivedAt === null, ...(reason ? { reason } : {}) }),
    onSuccess: () => {
      setProtects('')
      return queries.invalidateQueries({ queryKey: ['evaluators'] })
    },
    onError: (error) => {
      const { detail, where } = problemOf(error)
      if (where === 'force') setProtects(detail)
      else showToast(detail, 'error')
    },
  })
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1.5 bg-surface px-4 pt-2.5 pb-1.5">
      <Link to="/evaluators" search={{}} className="text-ink-3 hover:text-ink" aria-label="All evaluators">
        <ChevronLeft aria-hidden size={16} />
      </Link>
      <h1 className="min-w-0 truncate font-semibold">{name}</h1>
      {newest ? (
        <>
          <Badge>{kindLabel(newest.definition.kind)}</Badge>
          <Badge>v{newest.number}</Badge>
          <ExamplesBadge state={newest.check.state} count={newest.examples.length} />
        </>
      ) : null}
      {archivedAt ? <Badge tone="warn">Archived</Badge> : null}
      <span className="ml-auto flex gap-2">
        <LinkButton to="/evaluators/$name/labels" params={{ name }} icon={Tags}>
          Label outputs
        </LinkButton>
        <Button
          icon={archivedAt ? ArchiveRestore : Archive}
          disabled={archiving.isPending}
          onClick={() => archiving.mutate(undefined)}
        >
          {archivedAt ? 'Restore' : 'Archive'}
        </Button>
      </span>
      {protects ? (
        <ReasonDialog
          title="Archive this evaluator?"
          about={`${protects} It goes on judging them, and cannot be attached anew.`}
          action="Archive it all the same"
          busy={archiving.isPending}
          onConfirm={(reason) => archiving.mutate(reason)}
          onClose={() => setProtects('')}
        />
      ) : null}
    </header>
  )
}
