import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@pawl/core'
import { afterAll, describe, expect, it } from 'vitest'
import { lockDataDir } from '../data-dir/index.ts'
import { explainFailure } from './explain-failure.ts'

const directory = mkdtempSync(join(tmpdir(), 'pawl-no-room-'))
const isMounted = mountSmall()
afterAll(() => {
  if (isMounted) execFileSync('umount', [directory])
  rmSync(directory, { recursive: true, force: true })
})

/** Only an administrator may, and not in every container. */
function mountSmall(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', directory], { stdio: 'ignore' })
    writeFileSync(join(directory, 'all-there-was'), Buffer.alloc(8192))
    return true
  } catch {
    return false
  }
}

const outage = new AppError('store_unavailable', 'The engine has stopped.')

describe.skipIf(!isMounted)('on a disk without a free block (skipped where no file system may be mounted)', () => {
  it('a start fails of the disk, whatever its parts said', async () => {
    const dataDir = join(directory, 'data')
    const failure: unknown = await lockDataDir(dataDir).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ENOSPC' })
    for (const cause of [failure, outage]) {
      expect(await explainFailure(cause, dataDir)).toMatchObject({ code: 'disk_full', where: dataDir, cause })
    }
  })

  it('a reason that has nothing to do with it stays', async () => {
    const taken = new AppError('already_running', 'The port is taken.')
    expect(await explainFailure(taken, directory)).toBe(taken)
  })
})

it('an outage with room on the disk stays one', async () => {
  expect(await explainFailure(outage, tmpdir())).toBe(outage)
  expect(await explainFailure(outage, '/no/such/directory')).toBe(outage)
})
