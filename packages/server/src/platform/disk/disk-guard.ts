import { statfs } from 'node:fs/promises'
import { AppError } from '@pawl/core'

export interface DiskState {
  /** Null while unknown: some file systems do not tell. */
  readonly freeBytes: number | null
  readonly minFreeBytes: number
  readonly ingestPaused: boolean
}

export interface DiskGuardOptions {
  readonly dataDir: string
  readonly minFreeBytes: number
  readonly everyMs?: number
  /** Free bytes of the file system of a directory. */
  readonly readFreeBytes?: (directory: string) => Promise<number>
}

/** Watches the free space of the data directory: below the limit nothing more is taken in, so that what is there stays usable. */
export class DiskGuard {
  readonly #options: Required<DiskGuardOptions>
  readonly #timer: NodeJS.Timeout
  #freeBytes: number | null = null

  private constructor(options: Required<DiskGuardOptions>) {
    this.#options = options
    this.#timer = setInterval(() => {
      this.check().catch(() => undefined)
    }, options.everyMs)
    this.#timer.unref()
  }

  static async start(options: DiskGuardOptions): Promise<DiskGuard> {
    const guard = new DiskGuard({ everyMs: 3000, readFreeBytes: freeBytesOf, ...options })
    await guard.check()
    return guard
  }

  async check(): Promise<void> {
    this.#freeBytes = await this.#options.readFreeBytes(this.#options.dataDir).catch(() => null)
  }

  state(): DiskState {
    const { minFreeBytes } = this.#options
    const ingestPaused = this.#freeBytes !== null && this.#freeBytes < minFreeBytes
    return { freeBytes: this.#freeBytes, minFreeBytes, ingestPaused }
  }

  /** @throws AppError `disk_full` below the limit */
  assertWritable(): void {
    const { freeBytes, minFreeBytes, ingestPaused } = this.state()
    if (!ingestPaused) return
    const free = Math.floor((freeBytes ?? 0) / 1e6)
    throw new AppError(
      'disk_full',
      `Only ${free} MB of disk are free: nothing is taken in below ${minFreeBytes / 1e6} MB.`,
      {
        fix: 'Free disk space or shorten the retention; what was sent meanwhile can be sent again.',
        retryAfterS: 30,
      },
    )
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}
