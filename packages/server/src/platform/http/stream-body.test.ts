import { describe, expect, it, vi } from 'vitest'
import { serverEvent, streamBody, streamEvents } from './stream-body.ts'

async function* pieces(count: number, failure?: { readonly after: number }): AsyncIterable<string> {
  for (let index = 0; index < count; index++) {
    if (failure?.after === index) throw new Error('the store is gone')
    yield `${index};`
  }
}

describe('a body made of pieces', () => {
  it('is their text', async () => {
    expect(await new Response(await streamBody(pieces(3))).text()).toBe('0;1;2;')
    expect(await new Response(await streamBody(pieces(0))).text()).toBe('')
  })

  it('is refused when the first piece fails, and broken off when a later one does', async () => {
    await expect(streamBody(pieces(3, { after: 0 }))).rejects.toThrow('the store is gone')
    const body = await streamBody(pieces(3, { after: 2 }))
    await expect(new Response(body).text()).rejects.toThrow('the store is gone')
  })

  it('is made no further than it is read', async () => {
    let made = 0
    async function* counted(): AsyncIterable<string> {
      try {
        for (;;) {
          made += 1
          yield 'x'
        }
      } finally {
        made = -1
      }
    }
    const reader = (await streamBody(counted())).getReader()
    await reader.read()
    expect(made).toBeLessThanOrEqual(4)
    await reader.cancel()
    expect(made).toBe(-1)
  })
})

const never = new Promise<never>(() => undefined)

describe('server-sent events', () => {
  it('start with a ping, ping while nothing happens, and end the source when the client leaves', async () => {
    vi.useFakeTimers()
    try {
      let left = false
      async function* events(): AsyncIterable<string> {
        yield serverEvent('trace', '1')
        await never
      }
      const body = await streamEvents({
        ping: serverEvent('ping', '{}'),
        pingMs: 15_000,
        open: ({ signal }) => {
          signal.addEventListener('abort', () => {
            left = true
          })
          return Promise.resolve(events())
        },
      })
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      expect((await reader.read()).value).toBe('event: ping\ndata: {}\n\n')
      expect((await reader.read()).value).toBe('event: trace\ndata: 1\n\n')
      vi.advanceTimersByTime(15_000)
      expect((await reader.read()).value).toBe('event: ping\ndata: {}\n\n')
      await reader.cancel()
      expect(left).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('break off at once when the source does, though nobody reads', async () => {
    let breakOff: (error: Error) => void = () => undefined
    async function* events(): AsyncIterable<string> {
      yield await never
    }
    const body = await streamEvents({
      ping: serverEvent('ping', '{}'),
      pingMs: 15_000,
      open: (link) => {
        breakOff = link.breakOff
        return Promise.resolve(events())
      },
    })
    breakOff(new Error('too slow'))
    await expect(body.getReader().read()).rejects.toThrow('too slow')
  })
})
