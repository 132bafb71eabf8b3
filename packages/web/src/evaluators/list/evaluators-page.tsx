import type { ListedEvaluator } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Archive, FlaskConical, Plus, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { evaluatorListQuery } from '../evaluator-queries.ts'
import { kindLabel } from '../form/kinds.ts'
import { EvaluatorListHead, EvaluatorRow } from './evaluator-row.tsx'
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
    <ListPage
      title="Evaluators"
      filters={
        <>
          <Input
            ref={input}
            type="search"
            aria-label="Search evaluators"
            placeholder="Search by name or kind"
            className="w-64! max-sm:order-last max-sm:w-full!"
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
        </>
      }
      actions={<NewLink />}
    >
      <Loaded query={list} lines={9}>
        {(data) =>
          shown.length === 0 ? (
            <NothingHere hasSome={data.evaluators.length > 0} onClear={() => change({})} />
          ) : (
            <>
              <EvaluatorListHead />
              <ul aria-label="Evaluators">
                {shown.map((evaluator, index) => (
                  <EvaluatorRow key={evaluator.name} evaluator={evaluator} isSelected={index === selected} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </ListPage>
  )
}

function matching(evaluators: readonly ListedEvaluator[], text: string): readonly ListedEvaluator[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return evaluators
  return evaluators.filter(({ name, kind, note }) =>
    `${name} ${kindLabel(kind)} ${note}`.toLowerCase().includes(wanted),
  )
}

const NewLink = () => (
  <LinkButton to="/evaluators/_new" search={{}} icon={Plus} variant="primary">
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
