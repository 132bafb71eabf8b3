import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GrowingBytes } from './growing-bytes.ts'

test('gives the chunks in order, alone in a buffer of their own, whatever length was expected', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 30 })
  const held = new Set<unknown>()
  fc.assert(
    fc.property(chunks, fc.nat(40_000), (parts, expectedBytes) => {
      const bytes = new GrowingBytes(expectedBytes)
      let capacity = 0
      for (const part of parts) {
        capacity += bytes.growthFor(part.length)
        bytes.append(part)
        expect(capacity).toBeGreaterThanOrEqual(bytes.length)
        expect(capacity).toBeLessThanOrEqual(Math.max(2 * bytes.length, expectedBytes))
      }
      const whole = bytes.finish()
      expect(Buffer.compare(whole, Buffer.concat(parts))).toBe(0)
      expect(whole.buffer.byteLength).toBeLessThanOrEqual(Math.max(2 * whole.byteLength, 32 * 1024))
      if (whole.byteLength > 0) expect(held.has(whole.buffer)).toBe(false)
      held.add(whole.buffer)
    }),
  )
})

test('does not copy at the end when the expected length was right', () => {
  const bytes = new GrowingBytes(1_000_000)
  let grown = 0
  for (let i = 0; i < 10; i++) {
    grown += bytes.growthFor(100_000)
    bytes.append(new Uint8Array(100_000))
  }
  expect(grown).toBe(1_000_000)
})
