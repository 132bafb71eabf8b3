import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TextIndex } from './text-index.ts'

it('finds what a map would find, however many texts have one length', () => {
  const text = fc.oneof(fc.constantFrom('', 'a', 'aa', 'ab'), fc.string({ minLength: 2, maxLength: 2 }), fc.string())
  fc.assert(
    fc.property(fc.array(text, { maxLength: 80 }), fc.array(text), (added, asked) => {
      const index = new TextIndex()
      const known = new Map<string, number>()
      for (const [number, each] of added.entries()) {
        expect(index.add(each, number)).toBe(!known.has(each))
        if (!known.has(each)) known.set(each, number)
      }
      expect(index.size).toBe(known.size)
      for (const each of [...added, ...asked]) expect(index.get(each)).toBe(known.get(each))
      for (const each of known.keys()) index.set(each, -1)
      for (const each of added) expect(index.get(each)).toBe(-1)
    }),
  )
})
