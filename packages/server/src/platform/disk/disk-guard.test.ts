import { expect, it } from 'vitest'
import { DiskGuard } from './disk-guard.ts'

it('takes nothing in below the limit, says so, and takes in again above it', async () => {
  let free = 5e9
  const guard = await DiskGuard.start({ dataDir: '.', minFreeBytes: 1e9, readFreeBytes: () => Promise.resolve(free) })
  expect(() => guard.assertWritable()).not.toThrow()
  free = 4e8
  await guard.check()
  expect(guard.state()).toEqual({ freeBytes: 4e8, minFreeBytes: 1e9, ingestPaused: true })
  expect(() => guard.assertWritable()).toThrow('Only 400 MB of disk are free')
  free = 2e9
  await guard.check()
  expect(() => guard.assertWritable()).not.toThrow()
  guard.close()
})

it('reads the free space of a real directory', async () => {
  const guard = await DiskGuard.start({ dataDir: '.', minFreeBytes: 0 })
  expect(guard.state().freeBytes).toBeGreaterThan(0)
  guard.close()
})
