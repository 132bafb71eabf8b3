import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemCode } from '../../system-error/index.ts'
import { packDirectory, unpackDirectory } from './directory-archive.ts'
import { PgliteThread } from './pglite-thread.ts'

const unfinishedSuffix = '.new'

/**
 * Makes `directory` an empty database unless it is one already. A start that was killed half-way leaves nothing that
 * the next one would take for a database.
 */
export async function initialisePgliteDirectory(directory: string): Promise<void> {
  await removeUnfinished(directory)
  if (await exists(join(directory, 'PG_VERSION'))) return
  const unfinished = `${directory}.${randomBytes(4).toString('hex')}${unfinishedSuffix}`
  await unpackDirectory(await ensureControlTemplate(), unfinished)
  await rename(unfinished, directory)
}

/**
 * A packed empty database. Making one takes four seconds and leaves 150 MB resident in the process that does it, so
 * the build makes it, and a server unpacks it.
 */
export async function ensureControlTemplate(): Promise<Buffer> {
  const path = await templatePath()
  if (await exists(path)) return readFile(path)
  const scratch = await mkdtemp(join(tmpdir(), 'pawl-template-'))
  try {
    const database = join(scratch, 'database')
    const thread = await PgliteThread.start(database)
    await thread.close()
    const packed = await packDirectory(database)
    await keepTemplate(path, packed)
    return packed
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function keepTemplate(path: string, packed: Buffer): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, packed)
    await rename(draft, path)
  } catch (error) {
    // An installation that may not be written works without: the next first start takes its four seconds again.
    if (!isReadOnly(error)) throw error
  }
}

/** In `dist`, whether this runs from there or from the sources; another version of the engine makes its own. */
async function templatePath(): Promise<string> {
  const engine = dirname(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')))
  const { version } = JSON.parse(await readFile(join(engine, 'package.json'), 'utf8')) as { readonly version: string }
  return fileURLToPath(new URL(`../../../../dist/control-template-${version}.gz`, import.meta.url))
}

async function removeUnfinished(directory: string): Promise<void> {
  const parent = dirname(directory)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(directory)}.`) || !name.endsWith(unfinishedSuffix)) continue
    await rm(join(parent, name), { recursive: true })
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null

const isReadOnly = (error: unknown): boolean => ['EACCES', 'EROFS', 'EPERM'].includes(systemCode(error) ?? '')
