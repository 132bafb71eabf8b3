import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { type AddedRows, AppError, type Duplicate, type DuplicateChoice } from '@pawl/core'
import { type ControlTransaction, isUniqueViolation } from '../platform/control/index.ts'
import { changeRows, type DatasetChange, datasetNotFound, type PlannedWrite } from './change-dataset.ts'
import { AttachableEvaluators } from './check-attachable.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { compareRows, type KnownRow, selectKnownRows, selectSameRows, sortDuplicates } from './find-duplicates.ts'
import type { DatasetIndex } from './near-duplicates.ts'
import type { PreparedRow } from './new-row.ts'
import { type AddedCandidate, type AddedResult, RowPlanner } from './plan-added-rows.ts'
import { newRowId } from './row-id.ts'
import { duplicateMarks } from './row-texts-of.ts'
import { type Db, selectDataset } from './store/datasets.ts'
import { sessionOrigin, userOrigin } from './store/origins.ts'
import { selectRows, selectTakenId } from './store/row-reads.ts'

export interface AddRowsRequest extends DatasetChange {
  readonly rows: readonly PreparedRow[]
  readonly onDuplicate: DuplicateChoice
}

interface Candidate extends AddedCandidate {
  /** Stored rows, and rows of the same request by their ids, that may nearly be the same. */
  readonly likely: readonly string[]
  /** Its place in the index of likely duplicates; undefined when that is full. */
  readonly entry: number | undefined
}

/**
 * Adds up to some thousand rows as one change, and says for each which rows it equals or nearly does.
 *
 * @throws AppError `not_found`; `conflict` when the dataset is archived or a given id is taken
 */
export async function addRows(context: DatasetsContext, request: AddRowsRequest): Promise<AddedRows> {
  const { control, near } = context
  const dataset = await selectDataset(control.db, request.project, request.dataset)
  if (dataset === undefined) throw datasetNotFound(request.project, request.dataset)
  await refuseTakenIds(control.db, request)
  const index = await near.open(control.db, dataset.id)
  const candidates = await findCandidates(context, request, index)
  const likely = candidates.flatMap((candidate) => candidate.likely)
  const known = await selectKnownRows(control.db, dataset.id, likely)
  const entriesOf = (isAbsent: (at: number) => boolean) =>
    candidates.flatMap(({ entry }, at) => (entry !== undefined && isAbsent(at) ? [entry] : []))
  const changed = await changeRows(context, request, async (transaction, locked) => {
    // Somebody may have sent the same ids in the meantime.
    await refuseTakenIds(transaction, request)
    const identities = candidates.map(({ texts }) => texts.identity)
    const same = await selectSameRows(transaction, locked.id, identities)
    return await planRows(transaction, { request, candidates, known: [...same, ...known] })
  }).catch((error: unknown) => {
    index.forget(entriesOf(() => true))
    // Sent at the same moment into another dataset, whose lock is not this one's.
    throw isUniqueViolation(error) ? takenId('One of the row ids was taken meanwhile.') : error
  })
  const { revision, result: results } = changed
  index.forget(entriesOf((at) => results[at]?.outcome !== 'added'))
  if (revision > changed.dataset.revision) index.wrote(revision)
  return { revision, added: results.filter(({ outcome }) => outcome === 'added').length, results }
}

/** @throws AppError `conflict` */
async function refuseTakenIds(db: Db, { project, rows }: Pick<AddRowsRequest, 'project' | 'rows'>): Promise<void> {
  const given = rows.flatMap(({ id }) => id ?? [])
  const twice = given.find((id, at) => given.indexOf(id) !== at)
  const taken = given.length === 0 ? undefined : await selectTakenId(db, project, given)
  if (twice === undefined && taken === undefined) return
  throw takenId(twice === undefined ? `The row id ${taken} is taken.` : `Two of the rows have the id ${twice}.`)
}

const takenId = (message: string): AppError =>
  new AppError('conflict', message, {
    where: 'id',
    fix: 'Edit the row that has it, or give this one another id.',
  })

async function findCandidates(
  context: DatasetsContext,
  { project, rows }: AddRowsRequest,
  index: DatasetIndex,
): Promise<readonly Candidate[]> {
  const attachable = new AttachableEvaluators(context, project)
  const peopleOf = await findPeople(context, project, rows)
  const candidates: Candidate[] = []
  let workedSinceMs = performance.now()
  for (const row of rows) {
    const rowId = row.id ?? newRowId(context.now().getTime())
    const { texts, signature } = row.marks ?? duplicateMarks(row.fields)
    const { entry, likely } = index.findAndAdd(signature, rowId)
    const remark = row.status === 'active' ? await attachable.refusalOf(row.fields) : null
    const status = remark === null ? row.status : 'draft'
    candidates.push({ fields: row.fields, status, rowId, texts, likely, entry, remark, people: peopleOf(row) })
    if (performance.now() - workedSinceMs > 20) {
      await yieldToOthers()
      workedSinceMs = performance.now()
    }
  }
  return candidates
}

async function findPeople(
  { traces }: DatasetsContext,
  project: string,
  rows: readonly PreparedRow[],
): Promise<(row: PreparedRow) => readonly string[]> {
  const traceIds = [...new Set(rows.flatMap(({ fields }) => fields.source.traceId ?? []))]
  const people = traceIds.length === 0 ? new Map<string, never>() : await traces.people(project, traceIds)
  return ({ fields }) => {
    const found = people.get(fields.source.traceId ?? '')
    if (found === undefined) return []
    return [
      ...(found.userId === '' ? [] : [userOrigin(found.userId)]),
      ...(found.sessionId === '' ? [] : [sessionOrigin(found.sessionId)]),
    ]
  }
}

interface PlanInput {
  readonly request: AddRowsRequest
  readonly candidates: readonly Candidate[]
  readonly known: readonly KnownRow[]
}

async function planRows(
  transaction: ControlTransaction,
  { request, candidates, known }: PlanInput,
): Promise<{ readonly writes: readonly PlannedWrite[]; readonly result: AddedResult[] }> {
  const duplicates = findAll(candidates, known)
  const isHeld = request.onDuplicate === 'report' && duplicates.some((found) => found.length > 0)
  if (isHeld) {
    return { writes: [], result: duplicates.map((found) => ({ ...held, duplicates: found.map(unstored) })) }
  }
  const plan = new RowPlanner(request.onDuplicate)
  if (request.onDuplicate === 'merge') {
    const targets = duplicates.flatMap((found) => found.flatMap(({ rowId }) => rowId ?? []))
    plan.know(await selectRows(transaction, request.project, [...new Set(targets)]))
  }
  for (const [at, candidate] of candidates.entries()) plan.take(candidate, duplicates[at] ?? [])
  return { writes: plan.writes(), result: plan.results }
}

/** A row of the request that was not stored has no id that anybody could use. */
const unstored = (duplicate: Duplicate): Duplicate =>
  duplicate.index === null ? duplicate : { ...duplicate, rowId: null }

const held = { outcome: 'held', rowId: null, remark: null } as const

/** For each row its duplicates among the stored ones and among those before it in the request. */
function findAll(candidates: readonly Candidate[], known: readonly KnownRow[]): readonly (readonly Duplicate[])[] {
  const byId = new Map(known.map((row) => [row.id, row]))
  const byIdentity = new Map<string, KnownRow[]>()
  for (const row of byId.values()) {
    const same = byIdentity.get(row.identity)
    if (same === undefined) byIdentity.set(row.identity, [row])
    else same.push(row)
  }
  const earlier = new Map<string, number>()
  const earlierByIdentity = new Map<string, string>()
  return candidates.map(({ rowId, texts, likely, status }, at) => {
    const same = earlierByIdentity.get(texts.identity)
    const ids = new Set([...(same === undefined ? [] : [same]), ...likely])
    const near = [...ids].flatMap((id) => byId.get(id) ?? [])
    const compared = compareRows(texts, [...(byIdentity.get(texts.identity) ?? []), ...near])
    const unique = [...new Map(compared.map((each) => [each.rowId, each])).values()]
    byId.set(rowId, { id: rowId, status, identity: texts.identity, near: texts.near })
    earlier.set(rowId, at)
    if (same === undefined) earlierByIdentity.set(texts.identity, rowId)
    return sortDuplicates(
      unique
        .filter((each) => each.rowId !== rowId)
        .map((each) => ({ ...each, index: earlier.get(each.rowId ?? '') ?? null })),
    )
  })
}
