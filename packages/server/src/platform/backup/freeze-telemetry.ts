import { copyFile, link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { AppError, type BackupManifest } from '@pawl/core'
import { sha256 } from '../hash/index.ts'
import { systemCode } from '../system-error/index.ts'
import { identifier, sql, type TelemetryStore } from '../telemetry/index.ts'

type TelemetryTable = BackupManifest['telemetry']['tables'][number]

const options = { kind: 'background' } as const

export interface FreezeRequest {
  readonly telemetry: TelemetryStore
  /** Names the frozen parts within the engine until they are taken out of it. */
  readonly id: string
  /** Tables whose rows vouch for rows of others, in this order before all others: what they vouch for is then there as well. */
  readonly vouchingFirst: readonly string[]
}

/**
 * Fixes what every table holds at this moment, by links to its parts, which the engine never changes: it takes milliseconds, and
 * nothing waits for it.
 *
 * @throws AppError `bad_configuration` for a ClickHouse server, which is backed up by its own means
 */
export async function freezeTelemetry({
  telemetry,
  id,
  vouchingFirst,
}: FreezeRequest): Promise<readonly FrozenTable[]> {
  if (telemetry.engine !== 'chdb') {
    throw new AppError(
      'bad_configuration',
      'The telemetry is on a ClickHouse server, whose files this program does not see.',
      {
        fix: 'Back it up there, with BACKUP DATABASE … TO Disk(…), and the control data with pg_dump.',
      },
    )
  }
  const tables = await telemetry.query<{ name: string; path: string }>(
    sql`SELECT name, arrayElement(data_paths, 1) AS path FROM system.tables
      WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') ORDER BY name`,
    options,
  )
  const place = (name: string) => (vouchingFirst.includes(name) ? vouchingFirst.indexOf(name) : vouchingFirst.length)
  const frozen: FrozenTable[] = []
  for (const { name, path } of [...tables].sort((a, b) => place(a.name) - place(b.name))) {
    await telemetry.command(sql`ALTER TABLE ${identifier(name)} FREEZE WITH NAME ${frozenName(id)}`, options)
    frozen.push({ name, directory: join(shadowOf(telemetry, id), relative(telemetry.location, path)) })
  }
  return frozen
}

export interface FrozenTable {
  readonly name: string
  readonly directory: string
}

/** Moves the frozen parts out of the engine's directory: by links where both are on one file system, else by copies. */
export async function takeFrozen(frozen: readonly FrozenTable[], directory: string): Promise<TelemetryTable[]> {
  const tables: TelemetryTable[] = []
  for (const table of frozen) {
    const parts: TelemetryTable['parts'] = []
    let rows = 0
    for (const name of await readdir(table.directory).catch(emptyWhenAbsent)) {
      const target = join(directory, table.name, name)
      const { files, bytes } = await takeDirectory(join(table.directory, name), target)
      rows += Number((await readFile(join(target, 'count.txt'), 'utf8')).trim())
      parts.push({ name, files, bytes, checksums: sha256(await readFile(join(target, 'checksums.txt'))) })
    }
    tables.push({ name: table.name, rows, parts })
  }
  // The list of migrations is never empty: without it, the engine keeps frozen parts somewhere else.
  if (tables.every(({ rows }) => rows === 0))
    throw new AppError('internal', 'The engine froze nothing that could be found.')
  return tables
}

export const forgetFrozen = (telemetry: TelemetryStore, id: string): Promise<void> =>
  rm(shadowOf(telemetry, id), { recursive: true, force: true })

/** The engine writes a name with other characters in another way on disk. */
const frozenName = (id: string): string => id.replaceAll('-', '_')
const shadowOf = (telemetry: TelemetryStore, id: string): string => join(telemetry.location, 'shadow', frozenName(id))

/** Links or copies a directory of files, and says how many and how large. */
async function takeDirectory(from: string, to: string): Promise<{ files: number; bytes: number }> {
  await mkdir(to, { recursive: true })
  let [files, bytes] = [0, 0]
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      const inner = await takeDirectory(source, target)
      files += inner.files
      bytes += inner.bytes
      continue
    }
    await link(source, target).catch((error: unknown) => {
      if (isOtherFileSystem(error)) return copyFile(source, target)
      throw error
    })
    files++
    bytes += (await stat(target)).size
  }
  return { files, bytes }
}

/** File systems without links answer in several ways. */
const isOtherFileSystem = (error: unknown): boolean =>
  ['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS'].includes(systemCode(error) ?? '')

function emptyWhenAbsent(error: unknown): string[] {
  if (systemCode(error) === 'ENOENT') return []
  throw error
}
