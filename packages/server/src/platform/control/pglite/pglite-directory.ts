import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { unpackDirectory } from './directory-archive.ts'
import { PgliteThread } from './pglite-thread.ts'

const unfinishedSuffix = '.new'

/**
 * Makes `directory` a database unless it is one already: of what `readTemplate` gives, else an empty one, which takes
 * four seconds. A start that was killed half-way leaves nothing that the next one would take for a database.
 */
export async function initialisePgliteDirectory(
  directory: string,
  readTemplate?: () => Promise<Buffer>,
): Promise<void> {
  await removeUnfinished(directory)
  if (await exists(join(directory, 'PG_VERSION'))) return
  const unfinished = `${directory}.${randomBytes(4).toString('hex')}${unfinishedSuffix}`
  if (readTemplate === undefined) await (await PgliteThread.start(unfinished)).close()
  else await unpackDirectory(await readTemplate(), unfinished)
  await rename(unfinished, directory)
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
