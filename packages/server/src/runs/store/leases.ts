import { sql } from 'kysely'
import type { ControlStore } from '../../platform/control/index.ts'

type Db = ControlStore['db']

/** A trial by its place in the plan of its run. */
export interface LeasedPlace {
  readonly place: number
  readonly attempt: number
}

/** `isOffered`: nobody lost it, a gate asks for the next attempt, also where an earlier one came to its end. */
export interface LostPlace extends LeasedPlace {
  readonly isOffered: boolean
}

export interface Lease<Place extends LeasedPlace = LeasedPlace> {
  readonly id: string
  readonly runId: string
  readonly trials: readonly Place[]
}

export interface LeaseTerms {
  readonly runId: string
  readonly leaseId: string
  readonly worker: string
  readonly max: number
  readonly expiresAt: Date
}

/**
 * Leases the next part of the plan, in one statement: two callers at once get different parts.
 *
 * @returns undefined when all of the plan has been leased, or the run is not to be worked on
 */
export async function leaseNext(db: Db, terms: LeaseTerms): Promise<Lease | undefined> {
  const { rows } = await sql<{ trials: StoredPlaces }>`
    with before as (select id, next_place from runs where id = ${terms.runId} for update),
    taken as (
      update runs set status = 'running', next_place = least(before.next_place + ${terms.max}::int, row_count * trials_per_row)
      from before where runs.id = before.id and runs.status in ('planned', 'running')
        and before.next_place < row_count * trials_per_row
      returning before.next_place as first_place, runs.next_place as end_place)
    insert into run_leases (id, run_id, worker, trials, expires_at)
    select ${terms.leaseId}, ${terms.runId}, ${terms.worker},
      (select jsonb_agg(jsonb_build_array(place, 1) order by place) from generate_series(first_place, end_place - 1) as place),
      ${terms.expiresAt}::timestamptz
    from taken returning trials`.execute(db)
  const [row] = rows
  return row === undefined ? undefined : { id: terms.leaseId, runId: terms.runId, trials: toPlaces(row.trials) }
}

/** Takes over a lease whose time is up, under a new id: whoever had it has it no more. */
export async function takeOverExpired(db: Db, terms: LeaseTerms, now: Date): Promise<Lease<LostPlace> | undefined> {
  const { rows } = await sql<{ trials: StoredPlaces }>`
    update run_leases set id = ${terms.leaseId}, worker = ${terms.worker}, expires_at = ${terms.expiresAt}::timestamptz
    where id = (select id from run_leases where run_id = ${terms.runId} and expires_at <= ${now}::timestamptz
      order by expires_at limit 1 for update skip locked)
    returning trials`.execute(db)
  return lostLease(terms, rows[0])
}

/** Offers trials, each by itself, to the next worker who asks. */
export async function offerTrials(
  db: Db,
  { runId, now }: { readonly runId: string; readonly now: Date },
  offers: readonly (LeasedPlace & { readonly leaseId: string })[],
): Promise<void> {
  // As if somebody had lost them: the attempt that is made is the next one.
  const values = offers.map(({ leaseId, place, attempt }) => ({
    ...{ id: leaseId, run_id: runId, worker: '', expires_at: now },
    trials: JSON.stringify([[place, attempt - 1, offered]]),
  }))
  if (values.length > 0) await db.insertInto('run_leases').values(values).execute()
}

/** The places that are offered or leased. */
export async function selectLeasedPlaces(db: Db, runId: string): Promise<ReadonlySet<number>> {
  const rows = await db.selectFrom('run_leases').select('trials').where('run_id', '=', runId).execute()
  return new Set(rows.flatMap(({ trials }) => (trials as StoredPlaces).map(([place]) => place)))
}

/** As `takeOverExpired`, of several leases at once: a gate offers each of its trials by itself. */
export async function takeOverOffers(db: Db, terms: LeaseTerms, now: Date): Promise<Lease<LostPlace> | undefined> {
  const { rows } = await sql<{ trials: StoredPlaces }>`
    with lost as (select id, trials from run_leases where run_id = ${terms.runId} and expires_at <= ${now}::timestamptz
        order by expires_at, id limit ${terms.max} for update skip locked),
      gone as (delete from run_leases where id in (select id from lost))
    insert into run_leases (id, run_id, worker, trials, expires_at)
    select ${terms.leaseId}, ${terms.runId}, ${terms.worker}, jsonb_agg(place), ${terms.expiresAt}::timestamptz
    from lost, jsonb_array_elements(lost.trials) as place having count(*) > 0 returning trials`.execute(db)
  return lostLease(terms, rows[0])
}

function lostLease({ leaseId, runId }: LeaseTerms, row: { readonly trials: StoredPlaces } | undefined) {
  if (row === undefined) return undefined
  const trials = row.trials.map(([place, attempt, mark]) => ({ place, attempt, isOffered: mark === offered }))
  return { id: leaseId, runId, trials }
}

/** What a lease is for from now on; the rest becomes a lease that has expired, for the next one who asks. */
export async function narrowLease(
  db: Db,
  lease: Lease,
  rest: { readonly id: string; readonly trials: readonly LeasedPlace[]; readonly expiresAt: Date } | undefined,
): Promise<void> {
  const kept = JSON.stringify(toStored(lease.trials))
  if (rest === undefined) {
    await db.updateTable('run_leases').set({ trials: kept }).where('id', '=', lease.id).execute()
    return
  }
  const trials = JSON.stringify(toStored(rest.trials))
  await sql`with kept as (update run_leases set trials = ${kept}::jsonb where id = ${lease.id} returning run_id)
    insert into run_leases (id, run_id, worker, trials, expires_at)
    select ${rest.id}, run_id, '', ${trials}::jsonb, ${rest.expiresAt}::timestamptz from kept`.execute(db)
}

/** @returns the lease, or undefined when it is closed or was taken over */
export async function extendLease(
  db: Db,
  { runId, leaseId }: { readonly runId: string; readonly leaseId: string },
  expiresAt: Date,
): Promise<Lease | undefined> {
  const row = await db
    .updateTable('run_leases')
    .set({ expires_at: expiresAt })
    .where('id', '=', leaseId)
    .where('run_id', '=', runId)
    .returning('trials')
    .executeTakeFirst()
  return row === undefined ? undefined : { id: leaseId, runId, trials: toPlaces(row.trials as StoredPlaces) }
}

export async function closeLease(db: Db, leaseId: string): Promise<void> {
  await db.deleteFrom('run_leases').where('id', '=', leaseId).execute()
}

/** Lets leases be taken over at once: one, all of a run, or those of workers whose name starts so. */
export async function expireLeases(
  db: Db,
  which: { readonly leaseId: string } | { readonly runId: string } | { readonly workerPrefix: string },
  now: Date,
): Promise<void> {
  const all = db.updateTable('run_leases').set({ expires_at: now })
  if ('leaseId' in which) await all.where('id', '=', which.leaseId).execute()
  else if ('runId' in which) await all.where('run_id', '=', which.runId).execute()
  else await all.where(sql<boolean>`starts_with(worker, ${which.workerPrefix})`).execute()
}

export interface OpenLeases {
  readonly live: number
  /** When the next one runs out; null without any. */
  readonly nextExpiry: Date | null
}

export async function countLeases(db: Db, runId: string, now: Date): Promise<OpenLeases> {
  const row = await db
    .selectFrom('run_leases')
    .select(({ fn }) => [
      sql<number>`count(*) filter (where expires_at > ${now}::timestamptz)`.as('live'),
      fn.min('expires_at').as('next_expiry'),
    ])
    .where('run_id', '=', runId)
    .executeTakeFirst()
  return { live: Number(row?.live ?? 0), nextExpiry: row?.next_expiry ?? null }
}

/** `[place, attempt]`; of an offer with a mark. */
type StoredPlaces = readonly (readonly [number, number, typeof offered?])[]
const offered = 1

const toPlaces = (stored: StoredPlaces): LeasedPlace[] => stored.map(([place, attempt]) => ({ place, attempt }))
const toStored = (places: readonly LeasedPlace[]): StoredPlaces => places.map(({ place, attempt }) => [place, attempt])

export async function deleteLeases(db: Db, runId: string): Promise<void> {
  await db.deleteFrom('run_leases').where('run_id', '=', runId).execute()
}
