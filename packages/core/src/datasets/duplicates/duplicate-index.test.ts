import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DuplicateIndex, nearDuplicateSimilarity, rowTexts, shingleSimilarity, textSignature } from '../../index.ts'
import { hasSharedData } from '../../testing/shared-data.ts'
import { readBanking77 } from '../__fixtures__/banking77.ts'
import { makeRow } from '../__fixtures__/sample-rows.ts'
import { minHash, minima } from './min-hash.ts'
import { normaliseText, shingleHashes, shingles } from './shingles.ts'

function indexOf(texts: readonly string[]): DuplicateIndex {
  const index = new DuplicateIndex((row) => texts[row] ?? '')
  for (const text of texts) index.add(text)
  return index
}

describe('similarity of texts', () => {
  it('is symmetric, 1 for a text and itself in other case and blanks, and never outside 0 to 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const similarity = shingleSimilarity(a, b)
        expect(similarity).toBe(shingleSimilarity(b, a))
        expect(similarity).toBeGreaterThanOrEqual(0)
        expect(similarity).toBeLessThanOrEqual(1)
        expect(shingleSimilarity(a, `  ${a}\n`)).toBe(1)
      }),
    )
  })

  it('counts shared runs of five characters over all of them', () => {
    // abcde bcdef | bcdef cdefg
    expect(shingleSimilarity('abcdef', 'bcdefg')).toBeCloseTo(1 / 3)
    expect(shingleSimilarity('ＡＢＣＤＥ', 'abcde')).toBe(1)
    expect(shingleSimilarity('', '')).toBe(1)
    expect(shingleSimilarity('', 'refund')).toBe(0)
  })

  it('is estimated by minima without bias', () => {
    // Words that share nothing by chance, so that the rounds do not either.
    const word = (at: number) => Math.abs(Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(at + 7, 0x85ebca6b)).toString(36)
    const text = (from: number) => Array.from({ length: 120 }, (_, i) => word(from + i)).join(' ')
    for (const shift of [0, 5, 15, 40, 80]) {
      let [estimate, exact] = [0, 0]
      for (let round = 0; round < 40; round++) {
        const [a, b] = [text(round * 1000), text(round * 1000 + shift)].map((each) => normaliseText(each)) as [
          string,
          string,
        ]
        const [first, second] = [minHash(shingleHashes(a)), minHash(shingleHashes(b))]
        estimate += first.filter((value, i) => value === second[i]).length / minima / 40
        exact += shingleSimilarity(a, b) / 40
      }
      // 5,000 minima: a standard deviation of at most .007.
      expect(Math.abs(estimate - exact)).toBeLessThan(0.03)
    }
  })
})

describe('an index of rows', () => {
  it('finds the same text, and no other text that is less than .8 similar', () => {
    const word = fc.constantFrom('refund', 'card', 'lost', 'my', 'where', 'is', 'the', 'money', 'a', '$5')
    const sentence = fc.array(word, { minLength: 1, maxLength: 10 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 30 }), sentence, (texts, asked) => {
        const index = indexOf(texts)
        const found = index.find(asked, 100)
        for (const { row, similarity } of found) {
          expect(similarity).toBeCloseTo(shingleSimilarity(asked, texts[row] ?? ''))
          expect(similarity).toBeGreaterThanOrEqual(nearDuplicateSimilarity)
        }
        const same = texts.flatMap((text, row) => (normaliseText(text) === normaliseText(asked) ? [row] : []))
        expect(found.map(({ row }) => row)).toEqual(expect.arrayContaining(same))
      }),
    )
  })

  it('names the most similar first and no more than asked for', () => {
    const text = 'I was charged twice for the same hotel booking and want one of the charges back'
    const index = indexOf([`${text}, please help`, text, `${text} now`, 'Where is my card?'])
    expect(index.find(text).map(({ row }) => row)).toEqual([1, 2, 0])
    expect(index.find(text, 1)).toEqual([{ row: 1, similarity: 1 }])
    expect(index.candidates(textSignature(text))[0]).toBe(1)
  })

  it('finds a row no more once it is removed', () => {
    const index = indexOf(['where is my card', 'where is my card'])
    index.remove(0)
    expect(index.find('Where is my card')).toEqual([{ row: 1, similarity: 1 }])
  })

  it('finds exactly what is in it, in whatever order texts were added and removed', () => {
    const text = fc.constantFrom('where is my card', 'cancel the order of yesterday', 'pay me back at once')
    const step = fc.oneof(text, fc.nat({ max: 20 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const present = new Map<number, string>()
        const index = new DuplicateIndex((row) => present.get(row) ?? '')
        for (const each of steps) {
          if (typeof each === 'string') present.set(index.add(each), each)
          const gone = typeof each === 'string' ? undefined : [...present.keys()][each]
          if (gone === undefined) continue
          index.remove(gone)
          present.delete(gone)
        }
        expect(index.size).toBe(present.size)
        for (const asked of new Set(present.values())) {
          const rows = [...present].filter(([, said]) => said === asked).map(([row]) => row)
          expect(index.find(asked, 1000).map(({ row }) => row)).toEqual(rows.sort((a, b) => a - b))
        }
      }),
    )
  })

  it('forgets thousands of equal rows as quickly as different ones', () => {
    const index = indexOf([])
    const started = performance.now()
    for (let at = 0; at < 5000; at++) index.remove(index.add('Hello, I need help with the refund of my last order.'))
    expect(index.size).toBe(0)
    expect(index.byteLength).toBeLessThan(100_000)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('checks a text against the rows before it when it is added', () => {
    const texts: string[] = []
    const index = new DuplicateIndex((row) => texts[row] ?? '')
    const add = (text: string) => {
      const added = index.findAndAdd(text)
      texts.push(text)
      return added
    }
    expect(add('where is my card')).toEqual({ row: 0, duplicates: [] })
    expect(add('Where is  my card')).toEqual({ row: 1, duplicates: [{ row: 0, similarity: 1 }] })
  })

  it('keeps answering in time when one text stands in every row', () => {
    const same = 'Hello, I need help with the refund of my last order.'
    const texts = Array.from({ length: 20_000 }, () => same)
    const index = indexOf(texts)
    const started = performance.now()
    for (let i = 0; i < 20; i++) expect(index.find(same)).toHaveLength(10)
    expect((performance.now() - started) / 20).toBeLessThan(100)
  })
})

describe('texts of a row', () => {
  it('are the same for the same test, whatever the order of keys, and for other words of the expectation', () => {
    const a = makeRow({ input: { variables: { a: 1, b: { c: 'x', d: 'y' } } } })
    const b = makeRow({ input: { variables: { b: { d: 'y', c: 'x' }, a: 1 } }, expectedBehavior: 'says x' })
    expect(rowTexts(a)).toEqual(rowTexts(b))
  })

  it('differ in identity when only the recorded tool results differ, though nobody said anything else', () => {
    const withResult = (result: string) =>
      makeRow({ context: { toolCalls: [{ name: 'find_order', arguments: { id: 1 }, result }] } })
    expect(rowTexts(withResult('found')).identity).not.toBe(rowTexts(withResult('not found')).identity)
    expect(rowTexts(withResult('found')).near).toBe(rowTexts(withResult('not found')).near)
  })

  it('hold what was said, not names of variables or bytes of media', () => {
    const row = makeRow({
      input: {
        variables: { question: 'Where?', count: 3 },
        messages: [
          {
            role: 'user',
            parts: [
              { type: 'text', content: 'Look' },
              { type: 'blob', modality: 'image', content: 'AAAA' },
            ],
          },
        ],
      },
    })
    expect(rowTexts(row).near).toBe('3\nWhere?\nLook')
  })
})

/** The pairs that are at least .8 similar, by counting what every pair shares. */
function exactPairs(texts: readonly string[], asked: readonly string[]): readonly (readonly [number, number])[] {
  const posting = new Map<string, number[]>()
  const sizes = texts.map((text, row) => {
    const own = shingles(normaliseText(text))
    for (const shingle of own) {
      const rows = posting.get(shingle)
      if (rows === undefined) posting.set(shingle, [row])
      else rows.push(row)
    }
    return own.size
  })
  return asked.flatMap((text, index) => {
    const own = shingles(normaliseText(text))
    const shared = new Map<number, number>()
    for (const shingle of own) for (const row of posting.get(shingle) ?? []) shared.set(row, (shared.get(row) ?? 0) + 1)
    return [...shared].flatMap(([row, count]) => {
      const similarity = count / (own.size + (sizes[row] ?? 0) - count)
      return similarity >= nearDuplicateSimilarity ? [[index, row] as const] : []
    })
  })
}

describe.skipIf(!hasSharedData)('customer questions with planted edits (skipped without ../shared)', () => {
  it('are found: at least 98 of 100 pairs that exact Jaccard calls near duplicates', () => {
    const texts = readBanking77('test.csv')
    // Small edits of the kinds people make: a letter lost, two swapped, a word doubled, an ending.
    const edits = texts.flatMap((text, i) => {
      if (i % 2 === 1) return []
      const at = (i * 31) % Math.max(1, text.length - 2)
      const swapped = text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
      return [text.slice(0, at) + text.slice(at + 1), swapped, `${text} please`, `hi, ${text.toUpperCase()}`]
    })
    const index = indexOf(texts)
    const pairs = exactPairs(texts, edits)
    expect(pairs.length).toBeGreaterThan(1500)
    const found = edits.map((text) => new Set(index.find(text, 1000).map(({ row }) => row)))
    const hits = pairs.filter(([asked, row]) => found[asked]?.has(row)).length
    expect(hits / pairs.length).toBeGreaterThanOrEqual(0.98)
  })
})
