import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { BackupManifest } from '@pawl/core'
import { type RawBuilder, sql } from 'kysely'
import type { ControlStore, ControlTransaction } from '../control/index.ts'
import { hashOfFile } from './hash-of-file.ts'

type ControlPart = BackupManifest['control']

/** Rows of one fetch: a cursor holds no more of a table than that. */
const fetchRows = 500

/**
 * All tables as they are at one moment, a file of JSON lines each. Values are as PostgreSQL writes them as JSON (a `json` value letter by
 * letter, but for its line breaks), which reads them back as they were on either engine. `afterSnapshot` runs once that moment is fixed, before the rows are read.
 */
export async function dumpControl(
  control: ControlStore,
  { directory, afterSnapshot }: { readonly directory: string; readonly afterSnapshot: () => Promise<void> },
): Promise<ControlPart> {
  await mkdir(directory, { recursive: true })
  return control.transaction(async (transaction) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(transaction)
    const migrations = await rowsOf<{ name: string }>(transaction, sql`select name from pawl_migrations order by name`)
    await afterSnapshot()
    const tables: ControlPart['tables'] = []
    for (const { name } of await controlTables(transaction)) {
      const fileName = `${name}.jsonl.gz`
      const path = join(directory, fileName)
      const counter = { rows: 0 }
      await pipeline(
        Readable.from(linesOf(transaction, name, counter)),
        createGzip({ level: 1 }),
        createWriteStream(path, { mode: 0o600 }),
      )
      const { size } = await stat(path)
      tables.push({ name, rows: counter.rows, file: { name: fileName, bytes: size, sha256: await hashOfFile(path) } })
    }
    return { migrations: migrations.map(({ name }) => name), tables }
  })
}

/** Tables with rows of Pawl, those that others refer to first. The queue's are not among them: what was still to be sent is not sent twice. */
async function controlTables(db: ControlTransaction): Promise<readonly { readonly name: string }[]> {
  const tables = await rowsOf<{ name: string; needs: string[] }>(
    db,
    sql`select c.relname as name, coalesce(array_agg(distinct f.relname::text) filter (where f.relname is not null and f.oid <> c.oid), '{}') as needs
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
      left join pg_class f on f.oid = k.confrelid
      where c.relkind = 'r' and c.relname not like 'pawl_migrations%'
      group by c.relname order by c.relname`,
  )
  const ordered: { name: string }[] = []
  const placed = new Set<string>()
  for (let waiting = [...tables]; waiting.length > 0; ) {
    const next = waiting.filter(({ needs }) => needs.every((name) => placed.has(name)))
    // Tables that refer to each other in a circle would need their constraints deferred; there are none.
    if (next.length === 0)
      throw new Error(`tables refer to each other in a circle: ${waiting.map(({ name }) => name).join(', ')}`)
    for (const { name } of next) {
      ordered.push({ name })
      placed.add(name)
    }
    waiting = waiting.filter(({ name }) => !placed.has(name))
  }
  return ordered
}

async function* linesOf(transaction: ControlTransaction, table: string, counter: { rows: number }) {
  await sql`declare backup_rows no scroll cursor for select replace(to_json(t)::text, chr(10), ' ') as line from ${sql.table(table)} t`.execute(
    transaction,
  )
  for (;;) {
    const rows = await rowsOf<{ line: string }>(transaction, sql`fetch ${sql.lit(fetchRows)} from backup_rows`)
    if (rows.length === 0) break
    counter.rows += rows.length
    yield rows.map(({ line }) => `${line}\n`).join('')
  }
  await sql`close backup_rows`.execute(transaction)
}

async function rowsOf<Row>(transaction: ControlTransaction, statement: RawBuilder<unknown>): Promise<readonly Row[]> {
  return (await statement.execute(transaction)).rows as readonly Row[]
}
