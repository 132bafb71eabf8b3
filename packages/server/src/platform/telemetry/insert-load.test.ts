import { expect, it } from 'vitest'
import { InsertLoad } from './insert-load.ts'

const mib = 1024 * 1024

it('is high only while inserts follow each other closely', () => {
  const load = new InsertLoad()
  for (let nowMs = 0; nowMs < 500; nowMs += 100) load.ended(nowMs, 1000)
  expect(load.isHigh(500)).toBe(false)
  load.ended(500, 1000)
  expect(load.isHigh(900)).toBe(true)
  expect(load.isHigh(1100)).toBe(false)
  load.ended(5000, 1000)
  expect(load.isHigh(5000)).toBe(false)
})

it('is high while few inserts are large', () => {
  const load = new InsertLoad()
  load.ended(0, 5 * mib)
  expect(load.isHigh(0)).toBe(false)
  load.ended(700, 5 * mib)
  expect(load.isHigh(1500)).toBe(true)
  expect(load.isHigh(2100)).toBe(false)
})
