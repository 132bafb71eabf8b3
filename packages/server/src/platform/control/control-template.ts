import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemCode } from '../system-error/index.ts'
import { openOverEngine } from './control-store.ts'
import { migrations } from './migrations/index.ts'
import { packDirectory } from './pglite/directory-archive.ts'
import { openPglite } from './pglite/pglite-engine.ts'

/**
 * A packed database without rows that has every migration. Making one takes six seconds and leaves 150 MB resident in
 * the process that does it, so the build makes it, and a server unpacks it.
 */
export async function ensureControlTemplate(): Promise<Buffer> {
  const path = await templatePath()
  if (await isFresh(path)) return readFile(path)
  const scratch = await mkdtemp(join(tmpdir(), 'pawl-template-'))
  try {
    const database = join(scratch, 'database')
    const store = await openOverEngine(await openPglite(database), migrations)
    await store.close()
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
    // An installation that may not be written works without: the next first start takes its six seconds again.
    if (!isReadOnly(error)) throw error
  }
}

/** In `dist`, whether this runs from there or from the sources; another version of the engine makes its own. */
async function templatePath(): Promise<string> {
  const engine = dirname(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')))
  const { version } = JSON.parse(await readFile(join(engine, 'package.json'), 'utf8')) as { readonly version: string }
  return fileURLToPath(new URL(`../../../dist/control-database-${version}.gz`, import.meta.url))
}

/** Whether it was made after the last change of a migration. A package gives all of its files one time. */
async function isFresh(path: string): Promise<boolean> {
  const madeMs = await modifiedMs(path)
  if (madeMs === null) return false
  const directory = fileURLToPath(new URL('./migrations/', import.meta.url))
  const changedMs = await Promise.all((await readdir(directory)).map((name) => modifiedMs(join(directory, name))))
  return changedMs.every((each) => each === null || each <= madeMs)
}

const modifiedMs = async (path: string): Promise<number | null> => (await stat(path).catch(() => null))?.mtimeMs ?? null

const isReadOnly = (error: unknown): boolean => ['EACCES', 'EROFS', 'EPERM'].includes(systemCode(error) ?? '')
