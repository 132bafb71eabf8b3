import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './index.ts'

describe('base64', () => {
  it('writes what Node writes and reads all four forms of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (array) => {
        const bytes = new Uint8Array(array)
        const text = encodeBase64(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        const url = Buffer.from(bytes).toString('base64url')
        for (const form of [text, text.replace(/=/g, ''), url, text.replace(/\+/g, '-').replace(/\//g, '_')]) {
          expect(decodeBase64(form)).toEqual(bytes)
        }
      }),
    )
  })

  it('refuses anything else', () => {
    for (const text of ['a', 'a===', '====', 'AQ=D', 'A Q I D', 'AQI!', 'AQIDé', 'AQID\n']) {
      expect(decodeBase64(text), text).toBeUndefined()
    }
  })
})
