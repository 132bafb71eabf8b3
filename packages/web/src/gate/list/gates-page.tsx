import { type GateSummary, verdicts } from '@pawl/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus, SearchX, ShieldCheck } from 'lucide-react'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { environmentsQuery, gateListQuery } from '../gate-queries.ts'
import type { GatesSearch } from '../gate-search.ts'
import { whyOf } from '../marks/reason-text.ts'
import { verdictWords } from '../marks/words.ts'
import { StartGateDialog } from '../start/start-gate-dialog.tsx'
import { useReasonTexts } from '../use-row-names.ts'
import { GateLine, GateListHead } from './gate-line.tsx'

export function GatesPage() {
  const search: GatesSearch = useSearch({ from: '/gates' })
  const navigate = useNavigate({ from: '/gates' })
  const list = useInfiniteQuery(gateListQuery({ environment: search.environment }))
  const all = list.data?.pages.flatMap((page) => page.gates) ?? []
  const gates = all.filter(
    ({ verdict, status }) => !search.verdict || (status === 'decided' && verdict === search.verdict),
  )
  const change = (next: GatesSearch) => void navigate({ search: next, replace: true })
  const openNew = () => void navigate({ search: { ...search, new: true } })
  useShortcuts([{ key: 'c', label: 'Start a gate', run: openNew }])
  const { new: isOpen, prompt, ...closed } = search
  return (
    <ListPage
      title="Gates"
      filters={<Filters search={closed} onChange={change} />}
      actions={
        <Button icon={Plus} variant="primary" onClick={openNew}>
          Start a gate
        </Button>
      }
    >
      <Loaded query={list} lines={8}>
        {() =>
          gates.length === 0 ? (
            <NoGates isFiltered={Object.keys(closed).length > 0} onClear={() => change({})} onNew={openNew} />
          ) : (
            <GateList gates={gates} />
          )
        }
      </Loaded>
      {list.hasNextPage ? (
        <div className="p-3">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older gates
          </Button>
        </div>
      ) : null}
      {isOpen ? <StartGateDialog start={startOf(search, prompt)} onClose={() => change(closed)} /> : null}
    </ListPage>
  )
}

/** What the address names: `support@4`. */
function startOf({ environment }: GatesSearch, prompt: string | undefined) {
  const at = prompt?.lastIndexOf('@') ?? -1
  return {
    ...(environment ? { environment } : {}),
    ...(prompt && at > 0 ? { prompts: { [prompt.slice(0, at)]: prompt.slice(at + 1) } } : {}),
  }
}

function GateList({ gates }: { readonly gates: readonly GateSummary[] }) {
  const textOf = useReasonTexts(gates.map(whyOf))
  return (
    <>
      <GateListHead />
      <ul aria-label="Gates">
        {gates.map((gate) => (
          <li key={gate.id} data-gate={gate.id}>
            <GateLine gate={gate} why={textOf(whyOf(gate))} />
          </li>
        ))}
      </ul>
    </>
  )
}

interface NoGatesProps {
  readonly isFiltered: boolean
  readonly onClear: () => void
  readonly onNew: () => void
}

const NoGates = ({ isFiltered, onClear, onNew }: NoGatesProps) =>
  isFiltered ? (
    <EmptyState icon={SearchX} title="No gate fits" action={<Button onClick={onClear}>Clear the filters</Button>} />
  ) : (
    <EmptyState
      icon={ShieldCheck}
      title="No gates yet"
      action={
        <Button icon={Plus} variant="primary" onClick={onNew}>
          Start a gate
        </Button>
      }
    >
      A gate tries what you want to release on the rows that protect an environment, and says pass, fail or
      inconclusive. Nothing ships there without a pass.
    </EmptyState>
  )

interface FiltersProps {
  readonly search: GatesSearch
  readonly onChange: (search: GatesSearch) => void
}

function Filters({ search, onChange }: FiltersProps) {
  const environments = useQuery(environmentsQuery).data?.environments ?? []
  const { environment, verdict, ...rest } = search
  return (
    <>
      <Select
        aria-label="Environment"
        className="w-36!"
        value={environment ?? ''}
        onChange={(event) =>
          onChange({
            ...rest,
            ...(verdict && { verdict }),
            ...(event.target.value !== '' && { environment: event.target.value }),
          })
        }
      >
        <option value="">Any environment</option>
        {environments.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        aria-label="Verdict"
        className="w-32!"
        value={verdict ?? ''}
        onChange={(event) => {
          const chosen = verdicts.find((known) => known === event.target.value)
          onChange({ ...rest, ...(environment && { environment }), ...(chosen && { verdict: chosen }) })
        }}
      >
        <option value="">Any verdict</option>
        {verdicts.map((name) => (
          <option key={name} value={name}>
            {verdictWords[name].label}
          </option>
        ))}
      </Select>
    </>
  )
}
