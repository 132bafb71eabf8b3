import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FileCode2, FlaskConical, ListTree, Radar, Rows3, Search, ShieldCheck } from 'lucide-react'
import {
  getRow,
  listDatasets,
  listEvaluators,
  listMonitors,
  listPrompts,
  listRows,
  listTraces,
} from '../../api/index.ts'
import type { Command, CommandGroup } from '../../ui/command/command.ts'
import { useSettled } from '../../ui/use-settled.ts'

const settleMs = 180
const mostTraces = 6
const mostRowsOfOne = 3
/** Each is asked by itself. */
const mostDatasetsSearched = 12

const namesQuery = queryOptions({
  queryKey: ['palette', 'names'],
  queryFn: async ({ signal }) => {
    const [prompts, datasets, evaluators, monitors] = await Promise.all([
      listPrompts(false, signal),
      listDatasets({}, signal),
      listEvaluators({}, signal),
      listMonitors(signal),
    ])
    return { ...prompts, ...datasets, ...evaluators, ...monitors }
  },
})

/** Everything that has a name, as commands that go there. */
export function useNamedThings() {
  const navigate = useNavigate()
  const { data, isPending, error } = useQuery(namesQuery)
  const prompts = (data?.prompts ?? []).map(
    ({ name, description }): Command => ({
      id: `prompt:${name}`,
      label: name,
      note: description === '' ? 'Prompt' : `Prompt: ${description}`,
      icon: FileCode2,
      run: () => void navigate({ to: '/prompts/$name', params: { name } }),
    }),
  )
  const datasets = (data?.datasets ?? []).map(
    ({ name, protects }): Command => ({
      id: `dataset:${name}`,
      label: name,
      note: protects === '' ? 'Dataset' : `Dataset: ${protects}`,
      icon: ShieldCheck,
      run: () => void navigate({ to: '/datasets/$dataset', params: { dataset: name } }),
    }),
  )
  const evaluators = (data?.evaluators ?? []).map(
    ({ name }): Command => ({
      id: `evaluator:${name}`,
      label: name,
      note: 'Evaluator',
      icon: FlaskConical,
      run: () => void navigate({ to: '/evaluators/$name', params: { name } }),
    }),
  )
  const monitors = (data?.monitors ?? []).map(
    ({ definition: { name } }): Command => ({
      id: `monitor:${name}`,
      label: name,
      note: 'Monitor',
      icon: Radar,
      run: () => void navigate({ to: '/monitors/$name', params: { name } }),
    }),
  )
  const names = (data?.datasets ?? []).map(({ name }) => name)
  const commands = [...prompts, ...datasets, ...evaluators, ...monitors]
  return { commands, datasets: names, isSearching: isPending, error }
}

const traceId = /^[0-9a-f]{32}$/
const rowId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Rows and traces that say what is asked for, or have it as their id. */
export function useFoundContent(query: string, datasets: readonly string[]) {
  const typed = query.trim()
  const asked = useSettled(typed, settleMs)
  const rows = useFoundRows(asked, datasets)
  const traces = useFoundTraces(asked)
  const groups: readonly CommandGroup[] = [
    { label: 'Rows', commands: rows.commands },
    { label: 'Traces', commands: traces.commands },
  ]
  const isSearching = asked !== typed || rows.isSearching || traces.isSearching
  return { groups, isSearching, error: rows.error ?? traces.error }
}

function useFoundRows(asked: string, datasets: readonly string[]) {
  const navigate = useNavigate()
  const isId = rowId.test(asked)
  const byId = useQuery({
    queryKey: ['palette', 'row', asked],
    queryFn: ({ signal }) => getRow(asked, signal),
    enabled: isId,
    retry: false,
  })
  const searched = asked.length < 2 || isId ? [] : datasets.slice(0, mostDatasetsSearched)
  const answers = useQueries({
    queries: searched.map((dataset) => ({
      queryKey: ['palette', 'rows', dataset, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => listRows(dataset, { q: asked, limit: mostRowsOfOne }, signal),
    })),
  })
  const command = (id: string, label: string, dataset: string): Command => ({
    id: `row:${id}`,
    label: label === '' ? id : label,
    note: dataset,
    icon: Rows3,
    run: () => void navigate({ to: '/rows/$rowId', params: { rowId: id } }),
  })
  const found = answers.flatMap(({ data }, index) =>
    (data?.rows ?? []).map((row) => command(row.id, row.preview || row.expectedPreview, searched[index] ?? '')),
  )
  return {
    commands: byId.data ? [command(asked, `Row ${asked}`, byId.data.dataset)] : found,
    isSearching: byId.isLoading || answers.some(({ isLoading }) => isLoading),
    // An id that no row has is no failure: it may be anything else.
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  }
}

function useFoundTraces(asked: string) {
  const navigate = useNavigate()
  const open = (id: string) => void navigate({ to: '/traces/$traceId', params: { traceId: id } })
  const isId = traceId.test(asked)
  const { data, isLoading, error } = useQuery({
    queryKey: ['palette', 'traces', asked],
    queryFn: ({ signal }) => listTraces({ q: asked, limit: mostTraces }, signal),
    enabled: asked.length > 1 && !isId,
  })
  if (asked === '') return { commands: [], isSearching: false, error }
  if (isId) {
    const command: Command = { id: 'trace', label: `Trace ${asked}`, icon: ListTree, run: () => open(asked) }
    return { commands: [command], isSearching: false, error }
  }
  const all: Command = {
    id: 'traces',
    label: `All traces that say “${asked}”`,
    icon: Search,
    run: () => void navigate({ to: '/traces', search: { q: asked } }),
  }
  const found = (data?.traces ?? []).map(
    (trace): Command => ({
      id: `trace:${trace.traceId}`,
      label: trace.inputPreview || trace.name,
      note: trace.errorPreview || trace.outputPreview || trace.name,
      icon: ListTree,
      run: () => open(trace.traceId),
    }),
  )
  return { commands: [...found, all], isSearching: isLoading, error }
}
