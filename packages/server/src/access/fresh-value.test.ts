import { describe, expect, it } from 'vitest'
import { FreshValue, freshForMs } from './fresh-value.ts'

/** A value whose reads end when the test says so. */
function underTest() {
  const clock = { ms: 1_000_000 }
  const reads: { readonly resolve: (value: string) => void; readonly reject: (error: Error) => void }[] = []
  const read = () => new Promise<string>((resolve, reject) => reads.push({ resolve, reject }))
  return { clock, reads, value: new FreshValue(read, () => new Date(clock.ms)) }
}

describe('a value that is kept fresh', () => {
  it('is read once for everybody who asks meanwhile, and again when it is old', async () => {
    const { clock, reads, value } = underTest()
    const asked = [value.get(), value.get()]
    reads[0]?.resolve('first')
    expect(await Promise.all(asked)).toEqual(['first', 'first'])
    clock.ms += freshForMs - 1
    expect(await value.get()).toBe('first')
    clock.ms += 1
    const again = value.get()
    reads[1]?.resolve('second')
    expect(await again).toBe('second')
    expect(reads).toHaveLength(2)
  })

  it('shows a change to whoever asks after it, also when an older read ends later', async () => {
    const { reads, value } = underTest()
    const before = value.get()
    value.invalidate()
    const after = value.get()
    reads[1]?.resolve('revoked')
    expect(await after).toBe('revoked')
    reads[0]?.resolve('live')
    await before
    expect(await value.get()).toBe('revoked')
  })

  it('lets nobody in by an old copy while it cannot be read, and recovers', async () => {
    const { clock, reads, value } = underTest()
    const first = value.get()
    reads[0]?.resolve('first')
    await first
    clock.ms += freshForMs
    const failing = value.get()
    reads[1]?.reject(new Error('store gone'))
    await expect(failing).rejects.toThrow('store gone')
    const again = value.get()
    reads[2]?.resolve('back')
    expect(await again).toBe('back')
  })
})
