import { formatApiKey } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { createLogger, type LoggerOptions } from './logger.ts'

const key = formatApiKey('checkout', new Uint8Array(32).fill(7))

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = []
  const now = () => new Date('2026-01-02T03:04:05Z')
  return { lines, log: createLogger({ level: 'info', write: (line) => lines.push(line), now, ...options }) }
}

describe('the log', () => {
  it('writes one JSON object a line, with time, level, message and fields', () => {
    const { lines, log } = capture()
    log.with({ component: 'receiver' }).warn('queue is\nfull', { waiting: 12 })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2026-01-02T03:04:05.000Z',
      level: 'warn',
      message: 'queue is\nfull',
      component: 'receiver',
      waiting: 12,
    })
  })

  it('leaves out what is below its level', () => {
    const { lines, log } = capture({ level: 'warn' })
    log.info('started')
    log.error('stopped')
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['stopped'])
  })

  it.each([false, true])('never holds a key, a password or an Authorization header (pretty: %s)', (pretty) => {
    const { lines, log } = capture({ pretty })
    const cause = new Error(`cannot reach postgres://pawl:hunter2@db/pawl with ${key}`)
    log.error(`refused ${key}`, {
      headers: { Authorization: `Bearer ${key}`, cookie: 'pawl_session=abcdef', 'x-api-key': key },
      raw: `authorization: Basic ${btoa(`pk:${key}`)}`,
      error: new Error('failed', { cause }),
      list: [{ deep: `see ${key}` }],
    })
    const text = lines.join('\n')
    expect(text).toContain(key.slice(0, 18))
    for (const secret of [key.slice(18), 'hunter2', 'abcdef', btoa(`pk:${key}`)]) expect(text).not.toContain(secret)
  })

  it('writes an error with its name, code and cause', () => {
    const { lines, log } = capture()
    log.error('failed', {
      error: new TypeError('outer', { cause: Object.assign(new Error('inner'), { code: 'EPIPE' }) }),
    })
    expect(JSON.parse(lines[0] ?? '').error).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      cause: { message: 'inner', code: 'EPIPE' },
    })
  })
})
