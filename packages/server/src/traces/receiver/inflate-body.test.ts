import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { AppError } from '@pawl/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyBudget } from './body-budget.ts'
import { type Compression, inflateBody } from './inflate-body.ts'

const packers = { gzip: gzipSync, zlib: deflateSync, raw: deflateRawSync } as const
const limit = 20_000

function inflate(bytes: Uint8Array, compression: Compression, capacityBytes = 1_000_000): Promise<Uint8Array> {
  const lease = new BodyBudget({ capacityBytes }).lease(() => undefined)
  return inflateBody({ bytes, compression, maxBytes: limit, lease }).finally(() => lease.release())
}

test('what was packed comes out, up to the limit and not a byte further', async () => {
  const content = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(120)).map(([part, times]) => {
    return Buffer.concat(Array.from({ length: times }, () => part))
  })
  await fc.assert(
    fc.asyncProperty(content, fc.constantFrom('gzip', 'zlib', 'raw'), async (bytes, packer) => {
      const result = inflate(packers[packer](bytes), packer === 'gzip' ? 'gzip' : 'deflate')
      if (bytes.length <= limit) expect(Buffer.compare(await result, bytes)).toBe(0)
      else await expect(result).rejects.toMatchObject({ code: 'payload_too_large' })
    }),
  )
})

test('any bytes come out as something or are bad data', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.constantFrom<Compression>('gzip', 'deflate'), async (bytes, compression) => {
      const error = await inflate(bytes, compression).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (error !== undefined) expect(AppError.isInstance(error) && error.code).toMatch(/bad_request|payload_too_large/)
    }),
  )
})

test('a stream in several members, as some proxies write it, is one body', async () => {
  const packed = Buffer.concat([gzipSync('one '), gzipSync('two')])
  expect(Buffer.from(await inflate(packed, 'gzip')).toString()).toBe('one two')
})

test('without room for what comes out it is an overload, which may be sent again', async () => {
  const result = inflate(gzipSync(Buffer.alloc(limit)), 'gzip', 1_000)
  await expect(result).rejects.toMatchObject({ code: 'too_many_requests', retryAfterS: 1 })
})
