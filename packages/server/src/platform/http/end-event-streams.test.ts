import { getEventListeners } from 'node:events'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { AppEnv } from './app-env.ts'
import { endEventStreams } from './end-event-streams.ts'

const said = new TextEncoder().encode('data: one\n\n')

/** The reader of an answer that says one thing, and what goes on behind it. */
async function openStream() {
  const stopping = new AbortController()
  const source = { controller: null as ReadableStreamDefaultController<Uint8Array> | null, wasCancelled: false }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      source.controller = controller
      controller.enqueue(said)
    },
    cancel() {
      source.wasCancelled = true
    },
  })
  const app = new Hono<AppEnv>()
    .use(endEventStreams(stopping.signal))
    .get('/events', (context) => context.body(body, 200, { 'content-type': 'text/event-stream' }))
  const reader = (await app.request('/events')).body?.getReader()
  if (reader === undefined) throw new Error('the answer has no body')
  expect((await reader.read()).value).toEqual(said)
  const listeners = () => getEventListeners(stopping.signal, 'abort').length
  return { stopping, source, reader, listeners }
}

it('ends an open stream when the server stops, and what it read from', async () => {
  const { stopping, source, reader } = await openStream()
  stopping.abort()
  expect(await reader.read()).toEqual({ done: true, value: undefined })
  expect(source.wasCancelled).toBe(true)
})

it.each([
  [
    'fails',
    async ({ source, reader }: Opened) => {
      source.controller?.error(new Error('broken'))
      await expect(reader.read()).rejects.toThrow('broken')
    },
  ],
  [
    'is over',
    async ({ source, reader }: Opened) => {
      source.controller?.close()
      expect((await reader.read()).done).toBe(true)
    },
  ],
  [
    'is left by its client',
    async ({ source, reader }: Opened) => {
      await reader.cancel()
      expect(source.wasCancelled).toBe(true)
    },
  ],
])('does not wait for the end of the server any more once a stream %s', async (_, end) => {
  const opened = await openStream()
  expect(opened.listeners()).toBe(1)
  await end(opened)
  expect(opened.listeners()).toBe(0)
  opened.stopping.abort()
})

type Opened = Awaited<ReturnType<typeof openStream>>
