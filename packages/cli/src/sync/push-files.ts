import { AppError } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { Repository } from '../repository/load-repository.ts'
import { type ComparedItem, type Comparison, compareSides } from './compare-sides.ts'
import { type PlannedPush, type PushOptions, type PushPlan, placeOf, planPush } from './plan-push.ts'
import { type PushContext, type PushRemark, pushItem, pushNewRows } from './push-item.ts'
import type { SyncBase } from './sync-base.ts'
import { hashOf, type SyncKind } from './sync-item.ts'

export interface PushOutcome extends PushPlan {
  readonly remarks: readonly PushRemark[]
}

export interface PushRequest extends PushOptions {
  readonly api: ApiClient
  readonly repository: Repository
  readonly base: SyncBase
  /** Look only: nothing is sent. */
  readonly dryRun: boolean
}

/**
 * Makes the server say what the files say, where nobody changed it there. What was sent is remembered even when a later part is refused.
 * @throws AppError `conflict` as `planPush`, and whatever the server refuses, with the file and line that it refuses
 */
export async function pushFiles(request: PushRequest): Promise<PushOutcome> {
  const { api, repository, base } = request
  const comparison = await compareSides(api, repository, base)
  const plan = planPush(comparison, request)
  if (request.dryRun) return { ...plan, remarks: [] }
  try {
    return { ...plan, remarks: await send({ api, remote: comparison.remote, reason: request.reason }, plan, base) }
  } finally {
    rememberTheirs(comparison, request)
    await base.save()
  }
}

/** What is needed by others goes first, what others need goes last. */
const sendingOrder = [
  'evaluator',
  'prompt',
  'dataset',
  'row',
  'protection',
  'policy',
  'monitor',
] as const satisfies SyncKind[]
const takingOrder = [
  'monitor',
  'policy',
  'protection',
  'row',
  'dataset',
  'prompt',
  'evaluator',
] as const satisfies SyncKind[]

async function send(context: PushContext, { actions }: PushPlan, base: SyncBase): Promise<PushRemark[]> {
  const remarks: PushRemark[] = []
  const of = (kind: SyncKind, isTaking: boolean) =>
    actions.filter(({ item, action }) => kindOf(item) === kind && (action === 'take_away') === isTaking)
  for (const kind of sendingOrder) {
    const planned = of(kind, false)
    if (kind === 'row') remarks.push(...(await sendNewRows(context, planned, base)))
    const rest = planned.filter((each) => !isNewRow(context, each))
    for (const each of rest) {
      const pushed = await inPlace(each, () => pushItem(context, each))
      remarks.push(...pushed.remarks)
      remember(each, base, pushed.there)
    }
  }
  for (const kind of takingOrder) {
    for (const each of of(kind, true)) {
      await inPlace(each, () => pushItem(context, each))
      remember(each, base)
    }
  }
  return remarks
}

const kindOf = ({ here, there }: ComparedItem): SyncKind | undefined => (here ?? there)?.value.kind

/** One that is archived on the server is not new there. */
const isNewRow = ({ remote }: PushContext, { item, action }: PlannedPush): boolean =>
  action === 'make' && item.here?.value.kind === 'row' && !remote.archived.has(item.key)

async function sendNewRows(
  context: PushContext,
  planned: readonly PlannedPush[],
  base: SyncBase,
): Promise<PushRemark[]> {
  const byDataset = new Map<string, PlannedPush[]>()
  for (const each of planned.filter((one) => isNewRow(context, one))) {
    const value = each.item.here?.value
    if (value?.kind === 'row') byDataset.set(value.dataset, [...(byDataset.get(value.dataset) ?? []), each])
  }
  const remarks: PushRemark[] = []
  for (const [dataset, rows] of byDataset) {
    const drafts = await pushNewRows(context, dataset, rows)
    remarks.push(...drafts)
    for (const each of rows) {
      remember(each, base)
      // It is still to become what the file says.
      if (drafts.some(({ key }) => key === each.item.key)) rememberDraft(each, base)
    }
  }
  return remarks
}

function remember({ item, action }: PlannedPush, base: SyncBase, there = item.here?.value): void {
  if (item.here === undefined || there === undefined || action === 'take_away') base.forget(item.key)
  else base.set(item.key, { here: hashOf(item.here.value), there: hashOf(there) })
}

function rememberDraft({ item: { key, here } }: PlannedPush, base: SyncBase): void {
  if (here?.value.kind !== 'row') return
  const hash = hashOf({ ...here.value, status: 'draft' })
  base.set(key, { here: hash, there: hash })
}

/** Where their side was chosen, the file is known to be behind from now on, and a pull brings it up. */
function rememberTheirs({ items }: Comparison, { choice, base }: PushRequest): void {
  for (const item of items) {
    if (item.state !== 'conflict' || choice.of(item) !== 'theirs' || item.here === undefined) continue
    const hash = hashOf(item.here.value)
    base.set(item.key, { here: hash, there: hash })
  }
}

async function inPlace<Result>({ item }: PlannedPush, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    const { code, message, fix } = error
    const place = item.here === undefined ? item.title : `${placeOf(item.here)}: ${item.title}`
    throw new AppError(code, `${place}: ${message}`, { cause: error, ...(fix !== undefined && { fix }) })
  }
}
