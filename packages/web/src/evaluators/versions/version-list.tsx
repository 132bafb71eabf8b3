import type { CheckedVersion } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { checkEvaluatorExamples, problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Select } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine, visibleText } from '../../ui/visible-text.ts'
import { WordDiff } from '../../ui/word-diff.tsx'
import type { EvaluatorSearch } from '../evaluator-search.ts'
import { kindLabel } from '../form/kinds.ts'
import { ExamplesBadge } from '../marks/examples-badge.tsx'
import { versionText } from './version-text.ts'

export interface VersionListProps {
  readonly versions: readonly CheckedVersion[]
  readonly search: EvaluatorSearch
  readonly onChange: (search: EvaluatorSearch) => void
}

/** Every version, newest first, and what one changed against another. */
export function VersionList({ versions, search, onChange }: VersionListProps) {
  const shown = versions.find((version) => version.number === search.version) ?? versions[0]
  if (!shown) return null
  const before = versions.find((version) => version.number === (search.against ?? shown.number - 1))
  const show = (next: EvaluatorSearch) => onChange({ tab: 'versions', ...next })
  return (
    <div className="grid min-h-full md:grid-cols-[minmax(16rem,22rem)_minmax(0,1fr)]">
      <ol aria-label="Versions" className="border-b bg-surface md:border-r md:border-b-0">
        {versions.map((version) => (
          <li key={version.number}>
            <button
              type="button"
              aria-current={version === shown}
              className={cx(
                'block w-full border-b px-4 py-2 text-left hover:bg-hover',
                version === shown && 'bg-selected!',
              )}
              onClick={() => show({ version: version.number })}
            >
              <span className="flex items-center gap-2">
                <span className="font-medium">v{version.number}</span>
                <span className="text-ink-3">{kindLabel(version.definition.kind)}</span>
                <Instant iso={version.createdAt} as="relative" className="ml-auto text-xs text-ink-3" />
              </span>
              <span className="block truncate text-ink-2">
                {oneLine(version.note, 200) || <span className="text-ink-3">No note</span>}
              </span>
              <span className="mt-1 flex items-center gap-2 text-xs text-ink-3">
                <ExamplesBadge state={version.check.state} count={version.examples.length} />
                <span className="truncate">{oneLine(version.author, 60)}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <section aria-label="Changes" className="min-w-0 p-4">
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <h2 className="mr-auto font-semibold">
            v{shown.number} <Badge className="ml-1 font-mono">{shown.id.slice(0, 12)}</Badge>
          </h2>
          <span className="flex items-center gap-2 text-xs text-ink-2">
            against
            <Select
              aria-label="Compared with"
              className="w-20!"
              value={before?.number ?? ''}
              onChange={(event) => show({ version: shown.number, against: Number(event.target.value) })}
            >
              {before ? null : <option value="">nothing</option>}
              {versions
                .filter((version) => version !== shown)
                .map((version) => (
                  <option key={version.number} value={version.number}>
                    v{version.number}
                  </option>
                ))}
            </Select>
          </span>
          {shown.examples.length > 0 ? <CheckButton version={shown} /> : null}
          <Button onClick={() => onChange({ version: shown.number })}>Open in the editor</Button>
        </div>
        <p className="mb-3 text-xs text-ink-2">{shown.check.message}</p>
        {before ? (
          <WordDiff mono mode="inline" before={versionText(before)} after={versionText(shown)} />
        ) : (
          <p className="font-mono text-xs break-words whitespace-pre-wrap">{visibleText(versionText(shown))}</p>
        )}
      </section>
    </div>
  )
}

/** Runs the examples of a saved version again: a judge's provider may have been set since, or its model changed. */
function CheckButton({ version }: { readonly version: CheckedVersion }) {
  const queries = useQueryClient()
  const checking = useMutation({
    mutationFn: () => checkEvaluatorExamples(version.name, version.number),
    onSuccess: async ({ check }) => {
      showToast(check.message)
      await queries.invalidateQueries({ queryKey: ['evaluators'] })
    },
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  return (
    <Button icon={Play} disabled={checking.isPending} onClick={() => checking.mutate()}>
      {checking.isPending ? 'Running …' : 'Run its examples'}
    </Button>
  )
}
