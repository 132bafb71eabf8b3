import type { ListedEvaluator } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Archive, FlaskConical, Plus, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { evaluatorListQuery } from '../evaluator-queries.ts'
import { kindLabel } from '../form/kinds.ts'
import { EvaluatorRow } from './evaluator-row.tsx'
import type { EvaluatorsSearch } from './list-search.ts'

export function EvaluatorsPage() {
  const search: EvaluatorsSearch = useSearch({ from: '/evaluators' })
  const navigate = useNavigate({ from: '/evaluators' })
  const input = useRef<HTMLInputElement>(null)
  const [selected, setSelected] = useState(-1)
  const list = useQuery(evaluatorListQuery(search.archived === true))
  const shown = matching(list.data?.evaluators ?? [], search.q ?? '')
  const change = (next: EvaluatorsSearch) => void navigate({ search: next, replace: true })
  const move = (step: number) => setSelected(Math.min(shown.length - 1, Math.max(0, selected + step)))
  const open = () => {
    const name = shown[selected]?.name
    if (name !== undefined) void navigate({ to: '/evaluators/$name', params: { name } })
  }
  useShortcuts([
    { key: '/', label: 'Search', run: () => input.current?.focus() },
    { key: 'j', label: 'Next', run: () => move(1) },
    { key: 'k', label: 'Previous', run: () => move(-1) },
    { key: 'Enter', label: 'Open', run: open },
    { key: 'c', label: 'New evaluator', run: () => void navigate({ to: '/evaluators/_new', search: {} }) },
  ])
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <h1 className="mr-2 font-semibold">Evaluators</h1>
        <Input
          ref={input}
          type="search"
          aria-label="Search evaluators"
          placeholder="Search by name or kind"
          className="max-w-72 flex-1 max-sm:order-last max-sm:max-w-full max-sm:basis-full"
          value={search.q ?? ''}
          onChange={(event) =>
            change({
              ...(search.archived ? { archived: true } : {}),
              ...(event.target.value ? { q: event.target.value } : {}),
            })
          }
        />
        <Button
          icon={Archive}
          pressed={search.archived === true}
          onClick={() =>
            change({ ...(search.q ? { q: search.q } : {}), ...(search.archived ? {} : { archived: true }) })
          }
        >
          Archived
        </Button>
        <NewLink className="ml-auto" />
      </div>
      <div className="min-h-0 flex-1 overflow-auto bg-surface">
        <Loaded query={list} lines={9}>
          {(data) =>
            shown.length === 0 ? (
              <NothingHere hasSome={data.evaluators.length > 0} onClear={() => change({})} />
            ) : (
              <ul aria-label="Evaluators">
                {shown.map((evaluator, index) => (
                  <EvaluatorRow key={evaluator.name} evaluator={evaluator} isSelected={index === selected} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </div>
  )
}

function matching(evaluators: readonly ListedEvaluator[], text: string): readonly ListedEvaluator[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return evaluators
  return evaluators.filter(({ name, kind, note }) =>
    `${name} ${kindLabel(kind)} ${note}`.toLowerCase().includes(wanted),
  )
}

const NewLink = ({ className }: { readonly className?: string }) => (
  <LinkButton to="/evaluators/_new" search={{}} icon={Plus} variant="primary" className={className}>
    New evaluator
  </LinkButton>
)

function NothingHere({ hasSome, onClear }: { readonly hasSome: boolean; readonly onClear: () => void }) {
  if (hasSome) {
    return (
      <EmptyState
        icon={SearchX}
        title="No evaluator fits"
        action={<Button onClick={onClear}>Clear the search</Button>}
      />
    )
  }
  return (
    <EmptyState icon={FlaskConical} title="No evaluators yet" action={<NewLink />}>
      An evaluator turns an output into a pass, a fail or an unknown, with a reason. Rows are judged by the evaluators
      attached to them.
    </EmptyState>
  )
}
