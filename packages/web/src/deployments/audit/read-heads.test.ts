import { describe, expect, it } from 'vitest'
import { readHeads } from './read-heads.ts'

const hash = 'a'.repeat(63).concat('0')

describe('heads that were published outside', () => {
  it.each([`7:${hash}`, `7 ${hash}`, `entry 7: ${hash.toUpperCase()}`, `{"sequence": 7, "hash": "${hash}"},`])(
    'are read from %s',
    (line) => {
      expect(readHeads(`\n${line}\n`)).toEqual({ heads: [{ sequence: 7, hash }], unread: [] })
    },
  )

  it('are not guessed at: what is no head is given back', () => {
    expect(readHeads(`7:${hash.slice(1)}\n{"sequence": 7\n8:${hash}`)).toEqual({
      heads: [{ sequence: 8, hash }],
      unread: [`7:${hash.slice(1)}`, '{"sequence": 7'],
    })
  })
})
