import {
  AppError,
  addedRowsSchema,
  addedVersionSchema,
  checkedVersionSchema,
  createdPromptSchema,
  datasetViewSchema,
  defaultGatePolicy,
  environmentSchema,
  evaluatorDetailSchema,
  type GatePolicy,
  monitorSchema,
  mostRowsAtOnce,
  policyVersionSchema,
  promptSummarySchema,
  rowViewSchema,
} from '@pawl/core'
import { z } from 'zod'
import type { ApiClient } from '../api/api-client.ts'
import { datasetPath } from '../datasets/list-datasets.ts'
import { evaluatorPath } from '../evaluators/evaluator-calls.ts'
import { monitorPath } from '../monitors/monitor-calls.ts'
import { promptPath } from '../prompts/prompt-calls.ts'
import type { PlannedPush } from './plan-push.ts'
import { policyPath, type RemoteState } from './read-remote.ts'
import { hashOf, type RowValue, type SyncValue, type ValueOf } from './sync-item.ts'

export interface PushContext {
  readonly api: ApiClient
  readonly remote: RemoteState
  readonly reason: string
}

/** What the server says of something that it took all the same: an evaluator that fails its examples, a row that stays a draft. */
export interface PushRemark {
  readonly key: string
  readonly message: string
}

export interface Pushed {
  readonly remarks: readonly PushRemark[]
  /** What the server says afterwards, where that is not what was sent. */
  readonly there?: SyncValue
}

const asSent: Pushed = { remarks: [] }

/** Sends one change. Rows that are new go together: see `pushNewRows`. */
export async function pushItem(context: PushContext, { item, action }: PlannedPush): Promise<Pushed> {
  const { here, there, key } = item
  if (action === 'take_away') {
    if (there !== undefined) await takeAway(context, there.value)
    return asSent
  }
  if (here === undefined) return asSent
  const { value, note } = here
  const isArchived = context.remote.archived.has(key)
  switch (value.kind) {
    case 'evaluator':
      return {
        remarks: await pushEvaluator(context, value, { note, isArchived, isThere: there !== undefined || isArchived }),
      }
    case 'prompt':
      return await pushPrompt(context, value, { note, isArchived, there: there?.value })
    case 'dataset':
      await pushDataset(context, value, { isArchived, isThere: there !== undefined || isArchived })
      return asSent
    case 'row':
      await pushRow(context, value, there?.value.kind === 'row' ? there.value : null)
      return asSent
    case 'protection':
      await pushProtection(context, value)
      return asSent
    case 'policy':
      await pushPolicy(context, value.policy)
      return asSent
    case 'monitor':
      await pushMonitor(context, value)
      return asSent
  }
}

interface Standing {
  readonly isArchived: boolean
  readonly isThere: boolean
}

async function pushEvaluator(
  { api, reason }: PushContext,
  { name, definition, examples }: ValueOf<'evaluator'>,
  { note, isArchived, isThere }: Standing & { readonly note: string },
): Promise<readonly PushRemark[]> {
  const path = evaluatorPath(name)
  if (isArchived) await api.fetchAnswer(path, evaluatorDetailSchema, { method: 'PATCH', body: { isArchived: false } })
  // A version keeps why it is there.
  const body = { definition, examples, note: note === '' ? reason : note }
  const version = isThere
    ? await withReason(reason, (said) =>
        api.fetchAnswer(`${path}/versions`, checkedVersionSchema, { method: 'POST', body: { ...body, ...said } }),
      )
    : (await api.fetchAnswer('/api/evaluators', evaluatorDetailSchema, { method: 'POST', body: { name, ...body } }))
        .versions[0]
  if (version === undefined || version.check.mayAttach) return []
  return [{ key: `evaluator ${name}`, message: `${version.check.message}. It cannot be attached.` }]
}

async function pushPrompt(
  { api, remote }: PushContext,
  { name, content, description }: ValueOf<'prompt'>,
  {
    note,
    isArchived,
    there,
  }: { readonly note: string; readonly isArchived: boolean; readonly there: SyncValue | undefined },
): Promise<Pushed> {
  const path = promptPath(name)
  const known = remote.prompts.find((each) => each.name === name)
  if (known === undefined && !isArchived) {
    const body = { name, description, version: { content, note } }
    await api.fetchAnswer('/api/prompts', createdPromptSchema, { method: 'POST', body })
    return asSent
  }
  const change = {
    ...(isArchived && { archived: false }),
    ...(known?.description !== description && { description }),
  }
  if (Object.keys(change).length > 0)
    await api.fetchAnswer(path, promptSummarySchema, { method: 'PATCH', body: change })
  const added = await api.fetchAnswer(`${path}/versions`, addedVersionSchema, {
    method: 'POST',
    body: { content, note },
  })
  // A file that went back to an earlier content: the server has that version, and a newer one besides.
  return added.isNew || there?.kind !== 'prompt' ? asSent : { remarks: [], there: { ...there, description } }
}

async function pushDataset(
  { api }: PushContext,
  { kind: _, ...dataset }: ValueOf<'dataset'>,
  { isArchived, isThere }: Standing,
): Promise<void> {
  const path = datasetPath(dataset.name)
  if (isArchived) await api.fetchAnswer(`${path}/restore`, datasetViewSchema, { method: 'POST', body: {} })
  if (isThere) await api.fetchAnswer(path, datasetViewSchema, { method: 'PATCH', body: dataset })
  else await api.fetchAnswer('/api/datasets', datasetViewSchema, { method: 'POST', body: dataset })
}

/** One that is there: its fields, then its status. What somebody changed in the meantime stays as they left it. */
async function pushRow({ api, reason }: PushContext, value: RowValue, before: RowValue | null): Promise<void> {
  const path = `/api/rows/${encodeURIComponent(value.id)}`
  const found = await api.fetchAnswer(path, rowViewSchema)
  if (before !== null && !isSameRow(found, before)) {
    throw new AppError('conflict', `The row ${value.id} was changed on the server just now.`, { fix: 'Do it again.' })
  }
  let { revision } = found
  const send = async (method: 'PATCH' | 'POST', at: string, body: object) => {
    const headers = { 'if-match': `"${revision}"` }
    revision = (await api.fetchAnswer(at, rowViewSchema, { method, headers, body: { ...body, reason } })).revision
  }
  if (found.status === 'archived') await send('POST', `${path}/status`, { status: 'draft' })
  // A row that is to be a draft is one first: an active one may lose its evaluators in the edit.
  if (found.status === 'active' && value.status === 'draft') await send('POST', `${path}/status`, { status: 'draft' })
  await send('PATCH', path, { edit: value.fields })
  if (found.status !== 'active' && value.status === 'active') await send('POST', `${path}/status`, { status: 'active' })
}

function isSameRow(found: z.infer<typeof rowViewSchema>, { dataset, id, status, fields }: RowValue): boolean {
  const names = Object.keys(fields) as (keyof typeof fields)[]
  const now = Object.fromEntries(names.map((name) => [name, found[name]])) as RowValue['fields']
  return (
    found.status === status &&
    hashOf({ kind: 'row', dataset, id, status, fields: now }) === hashOf({ kind: 'row', dataset, id, status, fields })
  )
}

/** New rows of a dataset, a thousand at a time. A row that cannot be active is a draft, and the remark says why. */
export async function pushNewRows(
  { api }: PushContext,
  dataset: string,
  added: readonly PlannedPush[],
): Promise<PushRemark[]> {
  const remarks: PushRemark[] = []
  for (let at = 0; at < added.length; at += mostRowsAtOnce) {
    const part = added
      .slice(at, at + mostRowsAtOnce)
      .flatMap(({ item }) => (item.here === undefined ? [] : [item.here]))
    const rows = part.flatMap(({ value, source }) => {
      if (value.kind !== 'row') return []
      return [{ id: value.id, status: value.status, ...value.fields, ...(source !== null && { source }) }]
    })
    const body = { rows, onDuplicate: 'add', note: 'From files' }
    const path = `${datasetPath(dataset)}/rows`
    const { results } = await api.fetchAnswer(path, addedRowsSchema, { method: 'POST', body })
    for (const [index, { remark }] of results.entries()) {
      const key = part[index]?.key
      if (remark !== null && key !== undefined) remarks.push({ key, message: `It stays a draft: ${remark}` })
    }
  }
  return remarks
}

async function pushProtection(
  { api, reason }: PushContext,
  { dataset, prompts }: ValueOf<'protection'>,
): Promise<void> {
  const { prompts: all } = await api.fetchAnswer('/api/prompts', z.object({ prompts: z.array(promptSummarySchema) }))
  for (const { name, protectedBy } of all) {
    const [has, wants] = [protectedBy.datasets.includes(dataset), prompts.includes(name)]
    if (has === wants) continue
    const datasets = wants
      ? [...protectedBy.datasets, dataset]
      : protectedBy.datasets.filter((each) => each !== dataset)
    await withReason(wants ? '' : reason, (said) =>
      api.fetchAnswer(promptPath(name), promptSummarySchema, {
        method: 'PATCH',
        body: { protectedBy: { datasets }, ...said },
      }),
    )
  }
}

/** Says the reason where the server asks for one. */
async function withReason<Answer>(
  reason: string,
  send: (said: { reason?: string }) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send({})
  } catch (error) {
    if (!AppError.isInstance(error) || error.where !== 'reason' || reason === '') throw error
    return await send({ reason })
  }
}

async function pushPolicy({ api, reason }: PushContext, policy: GatePolicy): Promise<void> {
  const call = { method: 'PUT', body: { policy, reason } } as const
  try {
    await api.fetchAnswer(policyPath(policy.environment), policyVersionSchema, call)
  } catch (error) {
    if (!AppError.isInstance(error) || error.code !== 'not_found') throw error
    const body = { name: policy.environment }
    await api.fetchAnswer('/api/environments', environmentSchema, { method: 'POST', body })
    await api.fetchAnswer(policyPath(policy.environment), policyVersionSchema, call)
  }
}

async function pushMonitor({ api }: PushContext, { definition }: ValueOf<'monitor'>): Promise<void> {
  const call = { method: 'PUT', body: definition, query: { origin: 'file' } } as const
  await api.fetchAnswer(monitorPath(definition.name), monitorSchema, call)
}

async function takeAway(context: PushContext, value: SyncValue): Promise<void> {
  const { api, reason } = context
  switch (value.kind) {
    case 'evaluator':
      await api.fetchAnswer(evaluatorPath(value.name), evaluatorDetailSchema, {
        method: 'PATCH',
        body: { isArchived: true, reason, force: reason !== '' },
      })
      return
    case 'prompt':
      await api.fetchAnswer(promptPath(value.name), promptSummarySchema, { method: 'PATCH', body: { archived: true } })
      return
    case 'dataset':
      await api.fetchAnswer(`${datasetPath(value.name)}/archive`, datasetViewSchema, {
        method: 'POST',
        body: { reason, force: reason !== '' },
      })
      return
    case 'row': {
      const body = { rowIds: [value.id], status: 'archived', reason }
      await api.fetchAnswer(`${datasetPath(value.dataset)}/rows/status`, z.unknown(), { method: 'POST', body })
      return
    }
    case 'protection':
      await pushProtection(context, { ...value, prompts: [] })
      return
    case 'monitor':
      await api.fetchAnswer(monitorPath(value.definition.name), z.unknown(), { method: 'DELETE' })
      return
    case 'policy':
      await pushPolicy(context, defaultGatePolicy(value.policy.environment))
  }
}
