import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributes as arbitraryAttributes } from '../otlp/__fixtures__/arbitrary-telemetry.ts'
import type { Attributes, AttributeValue } from '../otlp/index.ts'
import { offloadMedia, parseMediaReference, restoreMedia } from './index.ts'

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Bytes that use the whole alphabet of base64. */
function media(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 5)) & 255)
}
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

function offloadText(text: string, key = 'content') {
  const attributes: Attributes = new Map([[key, text]])
  const { attributes: slim, blobs } = offloadMedia(attributes, hash)
  const store = new Map(blobs.map((blob) => [blob.sha256, blob.bytes]))
  expect(restoreMedia(slim, (sha256) => store.get(sha256))).toEqual(attributes)
  return { text: slim.get(key) as string, blobs }
}

const image = media(9000)
const imageHash = hash(image)
const reference = `pawl-blob:${imageHash};image/png;9000`

describe('data URLs', () => {
  const url = `data:image/png;base64,${base64(image)}`

  it.each([
    ['alone', url, reference],
    ['in prose', `see ${url} and ${url}`, `see ${reference} and ${reference}`],
    ['in JSON', JSON.stringify([{ image_url: { url } }]), JSON.stringify([{ image_url: { url: reference } }])],
    [
      'in JSON inside JSON',
      JSON.stringify({ a: JSON.stringify({ url: `x ${url}"` }) }),
      JSON.stringify({ a: JSON.stringify({ url: `x ${reference}"` }) }),
    ],
    ['in JSON that was cut off after it', `{"url":"${url}","n`, `{"url":"${reference}","n`],
  ])('%s leave a reference', (_, text, expected) => {
    const offloaded = offloadText(text)
    expect(offloaded.text).toBe(expected)
    expect(offloaded.blobs).toEqual([{ sha256: imageHash, mimeType: 'image/png', bytes: image }])
  })

  it('with parameters or URL-safe base64 keep their head', () => {
    const header = 'data:audio/L16;rate=24000;base64,'
    expect(offloadText(header + base64(image)).text).toBe(`${header}pawl-blob:${imageHash};audio/L16;9000;base64`)
    const urlSafe = `data:image/png;base64,${Buffer.from(media(9001)).toString('base64url')}`
    expect(offloadText(urlSafe).text).toMatch(
      /^data:image\/png;base64,pawl-blob:\w{64};image\/png;9001;base64url-nopad$/,
    )
  })

  it('stay where their text could not be written again exactly', () => {
    const odd = `${base64(image).slice(0, -1)}B==`
    for (const text of [`data:image/png;base64,${odd}`, `${url};base64`, `${url}=x`])
      expect(offloadText(text).text).toBe(text)
  })

  it('stay up to 8,192 characters of base64', () => {
    const small = `data:image/png;base64,${base64(media(6144))}`
    expect(offloadText(small)).toEqual({ text: small, blobs: [] })
    expect(offloadText(`data:image/png;base64,${base64(media(6145))}`).blobs).toHaveLength(1)
  })
})

describe('media parts in JSON', () => {
  it.each<[string, { readonly [key: string]: string }, string]>([
    ['OTel blob', { type: 'blob', modality: 'image', mime_type: 'image/png', content: base64(image) }, 'image/png'],
    ['ADK blob', { type: 'blob', mime_type: 'image/png', data: base64(image) }, 'image/png'],
    ['OpenAI audio', { data: base64(image), format: 'wav' }, 'audio/wav'],
    ['Anthropic source', { type: 'base64', media_type: 'image/jpeg', data: base64(image) }, 'image/jpeg'],
    ['AI SDK file', { type: 'file', mediaType: 'application/pdf', data: base64(image) }, 'application/pdf'],
    ['generated image', { b64_json: base64(image) }, 'image/png'],
    ['blob without a type', { type: 'blob', content: base64(image) }, 'application/octet-stream'],
  ])('%s', (_, part, mimeType) => {
    const key = Object.keys(part).find((name) => part[name] === base64(image)) as string
    const expected = { ...part, [key]: `pawl-blob:${imageHash};${mimeType};9000;base64` }
    for (const wrap of [
      (x: unknown) => JSON.stringify([{ role: 'user', parts: [x] }]),
      (x: unknown) => JSON.stringify({ a: JSON.stringify(x) }),
    ]) {
      const offloaded = offloadText(wrap(part))
      expect(offloaded.text).toBe(wrap(expected))
      expect(offloaded.blobs).toMatchObject([{ mimeType }])
    }
    const map = new Map(Object.entries(part)) as Attributes
    const structured = offloadMedia(new Map([['m', [map]]]), hash)
    expect(structured.attributes.get('m')).toEqual([new Map(Object.entries(expected))])
  })

  it('long text that is no media part stays', () => {
    const words = 'a'.repeat(20_000)
    for (const part of [{ type: 'text', content: words }, { answer: words }, { data: words }, [words]]) {
      const text = JSON.stringify(part)
      expect(offloadText(text)).toEqual({ text, blobs: [] })
    }
    expect(offloadText(words).text).toBe(words)
  })

  it('several in one text are told apart', () => {
    const other = media(8000, 5)
    const parts = [image, other, image].map((bytes) => ({
      type: 'blob',
      mime_type: 'image/png',
      content: base64(bytes),
    }))
    const { text, blobs } = offloadText(
      JSON.stringify([...parts, { type: 'text', content: `data:image/gif;base64,${base64(other)}` }]),
    )
    expect(blobs).toHaveLength(2)
    expect((JSON.parse(text) as { content: string }[]).map((part) => part.content)).toEqual([
      `${reference};base64`,
      `pawl-blob:${hash(other)};image/png;8000;base64`,
      `${reference};base64`,
      `pawl-blob:${hash(other)};image/gif;8000`,
    ])
  })
})

describe('bytes attributes', () => {
  it('over 8 kB are replaced, with the MIME type beside them', () => {
    const attributes = new Map<string, AttributeValue>([
      ['raw', image],
      [
        'part',
        new Map<string, AttributeValue>([
          ['mime_type', 'image/webp'],
          ['content', media(8193)],
        ]),
      ],
      ['small', media(8192)],
    ])
    const { attributes: slim, blobs } = offloadMedia(attributes, hash)
    expect(parseMediaReference(slim.get('raw') as string)).toEqual({
      sha256: imageHash,
      mimeType: 'application/octet-stream',
      byteLength: 9000,
      form: 'bytes',
    })
    expect(blobs.map((blob) => blob.mimeType)).toEqual(['application/octet-stream', 'image/webp'])
    const store = new Map(blobs.map((blob) => [blob.sha256, blob.bytes]))
    expect(restoreMedia(slim, (sha256) => store.get(sha256))).toEqual(attributes)
  })
})

describe('any attributes', () => {
  it('without a long value come back as the same object', () => {
    fc.assert(
      fc.property(arbitraryAttributes, (attributes) => {
        const offloaded = offloadMedia(attributes, () => expect.fail('nothing to hash'))
        expect(offloaded.attributes).toBe(attributes)
        expect(restoreMedia(attributes, () => undefined)).toBe(attributes)
      }),
    )
  })

  it('come back exactly, wherever media stands in them, and JSON stays JSON', () => {
    const blob = fc.integer({ min: 6000, max: 7000 }).map((length) => base64(media(length, length)))
    const piece = fc.oneof(
      fc.string(),
      blob,
      blob.map((text) => `data:image/png;base64,${text}`),
      blob.map((text) => `data:a/b;x=y;base64,${text.replaceAll('+', '-').replaceAll('/', '_')}`),
      fc.constantFrom(';', '=', ',', '"', 'pawl-blob:', ';base64', ';bytes', ' '),
    )
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
    const json = fc
      .array(
        fc.record({
          type: fc.constantFrom('blob', 'text'),
          content: text,
          mime_type: fc.constantFrom('image/png', 'x'),
        }),
      )
      .map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.oneof(text, json), (content) => {
        const { text: slim } = offloadText(content)
        let isJson = true
        try {
          JSON.parse(content)
        } catch {
          isJson = false
        }
        if (isJson) expect(() => JSON.parse(slim) as unknown).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  it('keep a reference whose blob is gone', () => {
    const attributes = new Map([['a', `x ${reference} y`]])
    expect(restoreMedia(attributes, () => undefined)).toBe(attributes)
    expect(restoreMedia(attributes, () => media(5))).toBe(attributes)
  })
})
