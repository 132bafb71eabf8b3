import { sql } from 'kysely'
import type { ControlStore } from '../control/index.ts'

/** A process that was not heard of for so long is gone. */
const goneAfterS = 20
/** Numbers of processes; a version of telemetry has three digits for them. */
const slots = 1000
/** A number is not given away again while rows of its last holder may still be on their way. */
const keptFor = sql`interval '1 hour'`

interface ServerRow {
  readonly id: string
  readonly slot: number
  readonly takesJobs: boolean
  readonly jobs: readonly string[]
}

/** @returns its number, which no process has had of late */
export async function insertServer(
  control: ControlStore,
  { id, takesJobs }: { readonly id: string; readonly takesJobs: boolean },
): Promise<number> {
  return await control.transaction(async (transaction) => {
    await sql`lock table servers in exclusive mode`.execute(transaction)
    await sql`delete from servers where seen_at < now() - ${keptFor}`.execute(transaction)
    const { rows } = await sql<{ slot: number }>`
      insert into servers (id, slot, takes_jobs, jobs, started_at, seen_at)
      select ${id}, min(free.slot), ${takesJobs}, '{}', now(), now()
      from generate_series(0, ${slots - 1}::int) as free (slot)
      where free.slot not in (select slot from servers)
      returning slot`.execute(transaction)
    return rows[0]?.slot ?? 0
  })
}

/** @returns false when the row is gone */
export async function updateServer(
  { db }: ControlStore,
  { id, jobs }: { readonly id: string; readonly jobs: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql`update servers set seen_at = now(), jobs = ${jobs}::text[] where id = ${id}
    and left_at is null returning id`.execute(db)
  return rows.length > 0
}

/** Those that live, by number. */
export async function selectServers({ db }: ControlStore): Promise<readonly ServerRow[]> {
  const { rows } = await sql<ServerRow>`select id, slot, takes_jobs as "takesJobs", jobs from servers
    where left_at is null and seen_at > now() - make_interval(secs => ${goneAfterS}) order by slot`.execute(db)
  return rows
}

/** Its number stays its own for a while. */
export async function leaveServers({ db }: ControlStore, id: string): Promise<void> {
  await sql`update servers set left_at = now() where id = ${id}`.execute(db)
}
