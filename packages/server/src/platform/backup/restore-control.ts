import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { AppError, type BackupManifest } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlStore, ControlTransaction } from '../control/index.ts'

const batchRows = 500
const batchCharacters = 4_000_000

/** Fills an empty store, migrated to where the backup was, in one transaction; then counts what is there. */
export async function restoreControl(
  control: ControlStore,
  directory: string,
  { tables }: BackupManifest['control'],
): Promise<void> {
  await control.transaction(async (transaction) => {
    for (const table of tables) {
      await fillTable(transaction, table.name, join(directory, 'control', table.file.name))
      const { rows } = await sql<{ count: string }>`select count(*) as count from ${sql.table(table.name)}`.execute(
        transaction,
      )
      const found = Number(rows[0]?.count ?? 0)
      if (found !== table.rows) throw wrongCount(table.name, { expected: table.rows, found })
    }
    await advanceIdentities(transaction)
  })
}

export const wrongCount = (
  what: string,
  { expected, found }: { readonly expected: number; readonly found: number },
): AppError =>
  new AppError('internal', `${what} has ${found} rows after the restore, ${expected} were backed up.`, {
    fix: 'Nothing serves from this directory. Copy the backup again and restore into an empty one.',
  })

async function fillTable(transaction: ControlTransaction, table: string, path: string): Promise<void> {
  const lines = createInterface({
    input: createReadStream(path).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let batch: string[] = []
  let characters = 0
  const insert = async () => {
    if (batch.length === 0) return
    const rows = `[${batch.join(',')}]`
    const target = sql.table(table)
    await sql`insert into ${target} overriding system value
      select * from json_populate_recordset(null::${target}, ${rows}::json)`.execute(transaction)
    batch = []
    characters = 0
  }
  for await (const line of lines) {
    batch.push(line)
    characters += line.length
    if (batch.length >= batchRows || characters >= batchCharacters) await insert()
  }
  await insert()
}

/** The next row of a table that numbers its rows goes on after those that are there. */
async function advanceIdentities(transaction: ControlTransaction): Promise<void> {
  const { rows } = await sql<{ table_name: string; column_name: string }>`
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`.execute(transaction)
  for (const { table_name: table, column_name: column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), greatest(1, (select max(${sql.ref(column)}) from ${sql.table(table)})))`.execute(
      transaction,
    )
  }
}
