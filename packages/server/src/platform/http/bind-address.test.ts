import { AppError } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { checkBindAddress } from './bind-address.ts'

describe('a server without keys', () => {
  it.each([['127.0.0.1', '::1'], ['localhost'], ['127.8.9.10']])('listens on this machine: %s', (...hosts) => {
    expect(() => checkBindAddress(hosts, false)).not.toThrow()
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'pawl.example.com', '::ffff:10.0.0.1', '127.evil.example'])(
    'refuses to listen on %s, and says how to make it safe',
    (host) => {
      try {
        checkBindAddress(['127.0.0.1', host], false)
        expect.unreachable()
      } catch (error) {
        if (!AppError.isInstance(error)) throw error
        expect(error.code).toBe('unsafe_bind')
        expect(error.message).toContain(host)
        expect(error.fix).toContain('pawl keys create')
      }
    },
  )
})

it('a server with keys listens anywhere', () => {
  expect(() => checkBindAddress(['0.0.0.0', '::'], true)).not.toThrow()
})
