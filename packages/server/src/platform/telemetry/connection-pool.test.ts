import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AppError } from '@pawl/core'
import { expect, it } from 'vitest'
import { ConnectionPool } from './connection-pool.ts'

const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))

it('lends each connection to one at a time, in order, and refuses past the limit', async () => {
  const pool = new ConnectionPool(['a'], 1)
  const seen: string[] = []
  const first = pool.use(async () => {
    await pause(20)
    seen.push('first')
  })
  const second = pool.use(() => Promise.resolve(seen.push('second')))
  await expect(pool.use(() => Promise.resolve())).rejects.toSatisfy(
    (error) => AppError.isInstance(error) && error.code === 'too_many_requests',
  )
  await Promise.all([first, second])
  expect(seen).toEqual(['first', 'second'])
})

it('answers at once and lends a connection again only after its rest', async () => {
  const pool = new ConnectionPool(['a'], 1)
  let restMs = 0
  await pool.use(
    () => pause(20),
    (tookMs) => {
      restMs = tookMs * 4
      return restMs
    },
  )
  const answered = performance.now()
  await pool.use(() => Promise.resolve())
  expect(restMs).toBeGreaterThan(70)
  expect(performance.now() - answered).toBeGreaterThan(restMs * 0.9)
})

it('lends a connection again after a failure', async () => {
  const pool = new ConnectionPool(['a'], 1)
  await expect(pool.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await pool.use((connection) => Promise.resolve(connection))).toBe('a')
})

it('keeps a process alive while somebody waits for a connection that rests, and no longer', async () => {
  const script = `import { ConnectionPool } from ${JSON.stringify(new URL('./connection-pool.ts', import.meta.url).href)}
    const pool = new ConnectionPool(['a'], 1)
    await pool.use(() => Promise.resolve(), () => 100)
    await pool.use(() => Promise.resolve(), () => 60_000)
    console.log('lent again')`
  const words = ['--conditions=@pawl/source', '--import', 'tsx', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 30_000 })
  expect(stdout).toBe('lent again\n')
})
