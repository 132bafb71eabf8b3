import type { EvaluatorUses } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileCode2, Unplug } from 'lucide-react'
import { Loaded } from '../api/index.ts'
import { formatCount } from '../ui/format/index.ts'
import { EmptyState } from '../ui/states.tsx'
import { evaluatorUsesQuery } from './evaluator-queries.ts'

/** The prompts that an evaluator protects, and the datasets whose rows it judges. */
export const UsedBy = ({ name }: { readonly name: string }) => (
  <Loaded query={useQuery(evaluatorUsesQuery(name))} lines={4}>
    {({ uses }) => <Uses name={name} found={uses} />}
  </Loaded>
)

function Uses({ name, found }: { readonly name: string; readonly found: EvaluatorUses['uses'] }) {
  if (found.length === 0) {
    return (
      <EmptyState icon={Unplug} title="Nothing uses it yet">
        Attach it to rows where they are edited, or name it as what protects a prompt.
      </EmptyState>
    )
  }
  const prompts = found.filter(({ kind }) => kind === 'prompt')
  const datasets = found.filter(({ kind }) => kind === 'dataset')
  return (
    <div className="max-w-3xl space-y-5 p-4">
      {prompts.length > 0 ? (
        <section>
          <h2 className="mb-1.5 text-xs font-medium text-ink-3">Protects these prompts</h2>
          <ul className="divide-y rounded-lg border bg-surface">
            {prompts.map((prompt) => (
              <li key={prompt.name}>
                <Link
                  to="/prompts/$name"
                  params={{ name: prompt.name }}
                  className="flex items-center gap-2 px-3 py-2 hover:bg-hover"
                >
                  <FileCode2 aria-hidden size={14} className="shrink-0 text-ink-3" />
                  <span className="min-w-0 truncate">{prompt.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {datasets.length > 0 ? (
        <section>
          <h2 className="mb-1.5 text-xs font-medium text-ink-3">Judges rows of these datasets</h2>
          <ul className="divide-y rounded-lg border bg-surface">
            {datasets.map((dataset) => (
              <li key={dataset.name}>
                <Link
                  to="/datasets/$dataset"
                  params={{ dataset: dataset.name }}
                  search={{ evaluator: [name] }}
                  className="flex items-center gap-2 px-3 py-2 hover:bg-hover"
                >
                  <span className="min-w-0 truncate">{dataset.name}</span>
                  <span className="ml-auto shrink-0 text-xs text-ink-3">
                    {dataset.rows === 1 ? 'one row' : `${formatCount(dataset.rows)} rows`}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
