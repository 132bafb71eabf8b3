import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { type AddedRows, AppError, type Duplicate, type DuplicateChoice, mergeRows, type RowFields } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { changeRows, type DatasetChange, datasetNotFound, type PlannedWrite } from './change-dataset.ts'
import { AttachableEvaluators } from './check-attachable.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { compareRows, type KnownRow, selectKnownRows, sortDuplicates } from './find-duplicates.ts'
import type { DatasetIndex } from './near-duplicates.ts'
import type { PreparedRow } from './new-row.ts'
import { fieldsWrite, newWrite } from './plan-write.ts'
import { newRowId } from './row-id.ts'
import { type StoredTexts, storedTexts } from './row-texts-of.ts'
import { type Db, selectDataset } from './store/datasets.ts'
import { sessionOrigin, userOrigin } from './store/origins.ts'
import { type StoredRow, selectRows, selectTakenIds } from './store/row-reads.ts'

export interface AddRowsRequest extends DatasetChange {
  readonly rows: readonly PreparedRow[]
  readonly onDuplicate: DuplicateChoice
}

interface Candidate extends PreparedRow {
  readonly rowId: string
  readonly texts: StoredTexts
  /** Stored rows, and rows of the same request by their ids, that may nearly be the same. */
  readonly likely: readonly string[]
  /** Its place in the index of likely duplicates; undefined when that is full. */
  readonly entry: number | undefined
  readonly remark: string | null
  /** Whose trace it was made from. */
  readonly people: readonly string[]
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
  const known = await selectKnownRows(control.db, dataset.id, {
    rowIds: [...new Set(candidates.flatMap(({ likely }) => likely))],
    identities: [],
  })
  const changed = await changeRows(context, request, async (transaction, locked) => {
    // Somebody may have sent the same ids in the meantime.
    await refuseTakenIds(transaction, request)
    const exact = await selectKnownRows(transaction, locked.id, {
      rowIds: [],
      identities: candidates.map(({ texts }) => texts.identity),
    })
    return await planRows(transaction, { request, candidates, known: [...exact, ...known] })
  })
  const { revision, result: results } = changed
  const absent = new Set(results.flatMap(({ outcome }, at) => (outcome === 'added' ? [] : [candidates[at]?.entry])))
  index.forget([...absent].filter((entry) => entry !== undefined))
  if (revision > changed.dataset.revision) index.wrote(revision)
  return { revision, added: results.filter(({ outcome }) => outcome === 'added').length, results }
}

/** @throws AppError `conflict` */
async function refuseTakenIds(db: Db, { project, rows }: Pick<AddRowsRequest, 'project' | 'rows'>): Promise<void> {
  const given = rows.flatMap(({ id }) => id ?? [])
  const twice = given.find((id, at) => given.indexOf(id) !== at)
  const [taken] = given.length === 0 ? [] : await selectTakenIds(db, given)
  if (twice === undefined && taken === undefined) return
  const isElsewhere = twice === undefined && taken?.project !== project
  throw new AppError(
    'conflict',
    twice === undefined
      ? `The row id ${taken?.id} is taken${isElsewhere ? ' in another project of this server' : ''}.`
      : `Two of the rows have the id ${twice}.`,
    {
      where: 'id',
      fix: isElsewhere ? 'Give the row another id.' : 'Edit the row that has it, or give this one another id.',
    },
  )
}

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
    const texts = storedTexts(row.fields)
    const { entry, likely } = index.findAndAdd(texts.near, rowId)
    const remark = row.status === 'active' ? await attachable.refusalOf(row.fields) : null
    const status = remark === null ? row.status : 'draft'
    candidates.push({ ...row, status, rowId, texts, likely, entry, remark, people: peopleOf(row) })
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

type Result = AddedRows['results'][number]

async function planRows(
  transaction: ControlTransaction,
  { request, candidates, known }: PlanInput,
): Promise<{ readonly writes: readonly PlannedWrite[]; readonly result: Result[] }> {
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
  for (const row of byId.values()) byIdentity.set(row.identity, [...(byIdentity.get(row.identity) ?? []), row])
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

/** Decides row by row what is stored. */
class RowPlanner {
  readonly results: Result[] = []
  readonly #choice: DuplicateChoice
  readonly #fresh = new Map<string, Candidate>()
  readonly #stored = new Map<string, StoredRow>()
  readonly #merged = new Map<string, RowFields>()
  /** Rows of the request that were not stored, and the rows that stand for them. */
  readonly #standIns = new Map<string, string>()

  constructor(choice: DuplicateChoice) {
    this.#choice = choice
  }

  /** Rows that may take others in; archived ones do not. */
  know(rows: readonly StoredRow[]): void {
    for (const row of rows) if (row.status !== 'archived') this.#stored.set(row.id, row)
  }

  take(candidate: Candidate, found: readonly Duplicate[]): void {
    const duplicates = this.#resolved(found)
    const { rowId, remark } = candidate
    const standIn = this.#standInOf(duplicates)
    if (standIn === undefined) {
      this.#fresh.set(rowId, candidate)
      this.results.push({ outcome: 'added', rowId, duplicates, remark })
      return
    }
    this.#standIns.set(rowId, standIn)
    const isMerged = this.#choice === 'merge'
    if (isMerged) this.#merge(standIn, candidate.fields)
    this.results.push({ outcome: isMerged ? 'merged' : 'skipped', rowId: standIn, duplicates, remark: null })
  }

  #standInOf(duplicates: readonly Duplicate[]): string | undefined {
    const takesIn = (id: string) => this.#fresh.has(id) || this.#stored.has(id)
    const ids = (wanted: (duplicate: Duplicate) => boolean) =>
      duplicates.flatMap((each) => (each.rowId !== null && wanted(each) ? [each.rowId] : []))
    switch (this.#choice) {
      case 'merge':
        return ids(() => true).find(takesIn)
      case 'skip':
        return ids(({ isExact }) => isExact)[0]
      case 'add':
      case 'report':
        return undefined
    }
  }

  writes(): readonly PlannedWrite[] {
    const edits = [...this.#merged].flatMap(([rowId, fields]) => {
      const row = this.#stored.get(rowId)
      return row === undefined ? [] : [fieldsWrite(row, fields, 'merged')]
    })
    const made = Array.from(this.#fresh.values(), ({ rowId, fields, status, texts, people }) =>
      newWrite({ rowId, fields, status, texts, people }),
    )
    return [...edits, ...made]
  }

  /** Each row once, under the row that stands for it. */
  #resolved(found: readonly Duplicate[]): Duplicate[] {
    const byRow = new Map<string | null, Duplicate>()
    for (const each of found) {
      const standIn = each.rowId === null ? undefined : this.#standIns.get(each.rowId)
      const resolved = standIn === undefined ? each : { ...each, rowId: standIn, index: null }
      if (!byRow.has(resolved.rowId)) byRow.set(resolved.rowId, resolved)
    }
    return [...byRow.values()]
  }

  #merge(rowId: string, fields: RowFields): void {
    const fresh = this.#fresh.get(rowId)
    if (fresh !== undefined) {
      const merged = mergeRows(fresh.fields, fields)
      this.#fresh.set(rowId, { ...fresh, fields: merged, texts: storedTexts(merged) })
      return
    }
    const stored = this.#stored.get(rowId)
    if (stored === undefined) return
    const before = this.#merged.get(rowId) ?? stored.fields
    const merged = mergeRows(before, fields)
    // What an active row tests and who judges it is left as it was proven: changing that takes a person and a reason.
    const { expectedBehavior, reference, evaluators } = before
    this.#merged.set(
      rowId,
      stored.status === 'active' ? { ...merged, expectedBehavior, reference, evaluators } : merged,
    )
  }
}
