import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupManifest } from '@pawl/core'
import { identifier, sql, type TelemetryStore } from '../telemetry/index.ts'
import { wrongCount } from './restore-control.ts'

const options = { kind: 'background' } as const

/** Attaches the parts of a backup to the empty tables of the embedded engine, which looks at their hashes; then counts their rows. */
export async function restoreTelemetry(
  telemetry: TelemetryStore,
  directory: string,
  { tables }: BackupManifest['telemetry'],
): Promise<void> {
  const paths = await telemetry.query<{ name: string; path: string }>(
    sql`SELECT name, arrayElement(data_paths, 1) AS path FROM system.tables WHERE database = currentDatabase()`,
    options,
  )
  for (const { name, parts, rows } of tables) {
    const path = paths.find((table) => table.name === name)?.path
    if (path === undefined) throw wrongCount(name, { expected: rows, found: 0 })
    // What the migrations said of themselves is in the backup, too.
    await telemetry.command(sql`TRUNCATE TABLE ${identifier(name)}`, options)
    for (const part of parts) {
      // Copies: the engine may write to what it attached, and the backup has to stay as it is.
      await cp(join(directory, 'telemetry', name, part.name), join(path, 'detached', part.name), { recursive: true })
      await telemetry.command(sql`ALTER TABLE ${identifier(name)} ATTACH PART ${part.name}`, options)
    }
    const [counted] = await telemetry.query<{ count: string | number }>(
      sql`SELECT sum(rows) AS count FROM system.parts WHERE database = currentDatabase() AND table = ${name} AND active`,
      options,
    )
    const found = Number(counted?.count ?? 0)
    if (found !== rows) throw wrongCount(name, { expected: rows, found })
  }
}
