import { expect, it } from 'vitest'
import { settlesWithin } from './settles-within.ts'

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

it('says that work ended in time, and leaves no timer that would hold a process', async () => {
  const before = timers()
  const settling = settlesWithin(Promise.resolve(), 60_000)
  expect(timers()).toBe(before + 1)
  expect(await settling).toBe(true)
  expect(timers()).toBe(before)
})

it('waits no longer than it may', async () => {
  expect(await settlesWithin(new Promise(() => undefined), 5)).toBe(false)
})

it('throws what the work throws in time; a failure after that reaches nobody', async () => {
  const before = timers()
  await expect(settlesWithin(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken')
  expect(timers()).toBe(before)
  let fail: (error: Error) => void = () => undefined
  const work = new Promise<void>((_, reject) => {
    fail = reject
  })
  expect(await settlesWithin(work, 1)).toBe(false)
  fail(new Error('too late to matter'))
  await new Promise(setImmediate)
})
