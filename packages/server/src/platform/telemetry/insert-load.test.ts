import { expect, it } from 'vitest'
import { InsertLoad } from './insert-load.ts'

it('is high only while inserts follow each other closely', () => {
  const load = new InsertLoad()
  for (let nowMs = 0; nowMs < 500; nowMs += 100) load.ended(nowMs)
  expect(load.isHigh(500)).toBe(false)
  load.ended(500)
  expect(load.isHigh(900)).toBe(true)
  expect(load.isHigh(1100)).toBe(false)
  load.ended(5000)
  expect(load.isHigh(5000)).toBe(false)
})
