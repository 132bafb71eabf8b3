import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiKeyRandomBytes, formatApiKey, parseApiKey } from './api-key.ts'

const random = fc.uint8Array({ minLength: apiKeyRandomBytes, maxLength: apiKeyRandomBytes })

describe('an API key', () => {
  it('is read back from what was written, for any project name and any random bytes', () => {
    fc.assert(
      fc.property(fc.string(), random, (project, bytes) => {
        const key = formatApiKey(project, bytes)
        expect(parseApiKey(key)?.key).toBe(key)
        expect(parseApiKey(`  ${key}\n`)?.key).toBe(key)
      }),
    )
  })

  it('shows a prefix that holds four of its 32 random characters', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const key = formatApiKey('checkout', bytes)
        const prefix = parseApiKey(key)?.prefix ?? ''
        expect(key.startsWith(prefix)).toBe(true)
        expect(key.length - prefix.length).toBe(28)
      }),
    )
  })

  it('differs when any used bit of the random bytes differs', () => {
    fc.assert(
      fc.property(random, fc.nat(apiKeyRandomBytes - 1), fc.nat(4), (bytes, index, bit) => {
        const other = bytes.map((byte, at) => (at === index ? byte ^ (1 << bit) : byte))
        expect(formatApiKey('p', other)).not.toBe(formatApiKey('p', bytes))
      }),
    )
  })

  it('is not made from too little randomness', () => {
    expect(() => formatApiKey('p', new Uint8Array(16))).toThrow(RangeError)
  })

  it.each([
    '',
    'sk-lf-1234',
    'pawl_',
    'pawl_default_',
    'pawl_default_short',
    `pawl_default_${'i'.repeat(32)}`,
    `pawl__${'0'.repeat(32)}`,
  ])('is not seen in %j', (text) => {
    expect(parseApiKey(text)).toBeNull()
  })
})
