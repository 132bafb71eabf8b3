import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '@pawl/core'
import { z } from 'zod'

const entrySchema = z.union([z.string(), z.tuple([z.string(), z.string()])])
const schema = z.object({
  version: z.literal(1),
  /** By server and project, then by what is kept in step. */
  servers: z.record(z.string(), z.record(z.string(), entrySchema)),
})

export interface BaseEntry {
  readonly here: string
  readonly there: string
}

/**
 * What files and a server said when they were last in step, in `.pawl/sync.json` below the root. It is this copy's own memory, not to be
 * shared: a copy without it can still tell what is the same, and calls everything else a conflict.
 */
export class SyncBase {
  /** Null: nothing is kept. */
  readonly #path: string | null
  readonly #server: string
  readonly #document: z.infer<typeof schema>

  private constructor(path: string | null, server: string, document: z.infer<typeof schema>) {
    this.#path = path
    this.#server = server
    this.#document = document
    document.servers[server] ??= {}
  }

  /** @throws AppError `bad_request` when the file is there and cannot be read */
  static async open(root: string, server: { readonly url: string; readonly project: string }): Promise<SyncBase> {
    const path = join(root, '.pawl', 'sync.json')
    return new SyncBase(path, `${server.url} ${server.project}`.trim(), await readDocument(path))
  }

  /** Remembers nothing: whatever differs was never in step. */
  static none(): SyncBase {
    return new SyncBase(null, '', { version: 1, servers: {} })
  }

  get #entries(): Record<string, z.infer<typeof entrySchema>> {
    const entries = this.#document.servers[this.#server]
    return entries ?? {}
  }

  of(key: string): BaseEntry | undefined {
    const entry = Object.hasOwn(this.#entries, key) ? this.#entries[key] : undefined
    if (entry === undefined) return undefined
    return typeof entry === 'string' ? { here: entry, there: entry } : { here: entry[0], there: entry[1] }
  }

  keys(): readonly string[] {
    return Object.keys(this.#entries)
  }

  set(key: string, { here, there }: BaseEntry): void {
    this.#entries[key] = here === there ? here : [here, there]
  }

  forget(key: string): void {
    delete this.#entries[key]
  }

  async save(): Promise<void> {
    if (this.#path === null) return
    await mkdir(dirname(this.#path), { recursive: true })
    const partial = `${this.#path}.partial`
    await writeFile(partial, `${JSON.stringify(this.#document, null, 1)}\n`)
    await rename(partial, this.#path)
  }
}

async function readDocument(path: string): Promise<z.infer<typeof schema>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { version: 1, servers: {} }
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('bad_request', `${path} cannot be read.`, {
      where: path,
      fix: 'Remove it: what is the same in files and on the server is found again, and what differs is shown.',
      cause,
    })
  }
}
