import { describe, expect, it } from 'vitest'
import { isDrawable, parseBlobReference } from './blob-reference.ts'

const sha256 = 'a'.repeat(64)

describe('a reference to stored media', () => {
  it('names the bytes, their type and how many', () => {
    expect(parseBlobReference(`pawl-blob:${sha256};image/png;4213`)).toEqual({
      sha256,
      mimeType: 'image/png',
      bytes: 4213,
    })
  })

  it('may say how the bytes were written', () => {
    expect(parseBlobReference(`pawl-blob:${sha256};image/png;4213;base64url-nopad`)?.bytes).toBe(4213)
  })

  it.each([
    'https://evil.example/x.png',
    `pawl-blob:${sha256};image/png`,
    `pawl-blob:../../api/session;image/png;1`,
    `pawl-blob:${sha256};image/png;1 `,
    `x pawl-blob:${sha256};image/png;1`,
  ])('is not seen in %j', (text) => {
    expect(parseBlobReference(text)).toBeUndefined()
  })

  it('is drawn for pictures only, never for documents that pose as one', () => {
    expect(['image/png', 'image/svg+xml', 'text/html', 'IMAGE/PNG'].map(isDrawable)).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
