import { sql } from 'kysely'
import type { ControlStore } from '../../control/index.ts'

type CacheDb = ControlStore['db']

export interface CachedResponse {
  readonly project: string
  readonly key: string
  /** JSON. */
  readonly answer: string
}

export type ResponseAddress = Pick<CachedResponse, 'project' | 'key'>

export async function selectResponses(db: CacheDb, addresses: readonly ResponseAddress[]): Promise<CachedResponse[]> {
  const { rows } = await sql<CachedResponse>`select project, key, answer
    from model_responses
    join unnest(${addresses.map(({ project }) => project)}::text[], ${addresses.map(({ key }) => key)}::text[])
      as wanted (project, key) using (project, key)`.execute(db)
  return rows
}

/** An answer that is there already stays. */
export async function insertResponses(db: CacheDb, responses: readonly CachedResponse[], at: Date): Promise<void> {
  const column = (name: keyof CachedResponse) => responses.map((response) => response[name])
  const byteCounts = responses.map(({ answer }) => Buffer.byteLength(answer))
  await sql`insert into model_responses (project, key, answer, byte_count, created_at)
    select *, ${at}::timestamptz
    from unnest(${column('project')}::text[], ${column('key')}::text[], ${column('answer')}::text[], ${byteCounts}::int[])
    on conflict do nothing`.execute(db)
}

export interface CacheBounds {
  readonly olderThan: Date
  readonly maxTotalBytes: number
}

/** Removes what is too old, then the oldest until the rest fits. */
export async function trimResponses(db: CacheDb, { olderThan, maxTotalBytes }: CacheBounds): Promise<void> {
  await sql`delete from model_responses where created_at < ${olderThan}::timestamptz`.execute(db)
  await sql`delete from model_responses using (
      select project, key, sum(byte_count) over (order by created_at desc, project, key) as bytes_up_to
      from model_responses
    ) as sized
    where sized.project = model_responses.project and sized.key = model_responses.key
      and sized.bytes_up_to > ${maxTotalBytes}`.execute(db)
}
