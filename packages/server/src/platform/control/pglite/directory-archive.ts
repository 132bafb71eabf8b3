import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

interface Entry {
  readonly path: string
  /** Null for a directory; PostgreSQL needs its empty ones. */
  readonly bytes: number | null
}

/** A directory as one compressed buffer: the length of a JSON list of its entries, the list, and the files' bytes. */
export async function packDirectory(directory: string): Promise<Buffer> {
  const entries: Entry[] = []
  const contents: Buffer[] = []
  for (const item of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name)
    const content = item.isDirectory() ? null : await readFile(path)
    entries.push({ path: relative(directory, path), bytes: content?.length ?? null })
    if (content !== null) contents.push(content)
  }
  const list = Buffer.from(JSON.stringify(entries))
  const listBytes = Buffer.alloc(4)
  listBytes.writeUInt32LE(list.length)
  return promisify(gzip)(Buffer.concat([listBytes, list, ...contents]))
}

/** Writes what `packDirectory` packed under `directory`, which is created. */
export async function unpackDirectory(packed: Buffer, directory: string): Promise<void> {
  const all = await promisify(gunzip)(packed)
  let offset = 4 + all.readUInt32LE(0)
  const entries = JSON.parse(all.toString('utf8', 4, offset)) as readonly Entry[]
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const { path, bytes } of entries) {
    if (bytes === null) mkdirSync(join(directory, path), { recursive: true, mode: 0o700 })
  }
  // A thousand small files: in step they take a fifth of the time that the thread pool takes, and nothing else runs yet.
  for (const { path, bytes } of entries) {
    if (bytes === null) continue
    writeFileSync(join(directory, path), all.subarray(offset, offset + bytes), { mode: 0o600 })
    offset += bytes
  }
}
