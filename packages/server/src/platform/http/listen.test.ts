import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, type ListenOptions, listen } from './listen.ts'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

const echo = { fetch: async (request: Request) => new Response(`got ${(await request.text()).length}`) }
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

async function start(options: Partial<ListenOptions> = {}): Promise<Listening> {
  const listening = await listen({ app: echo, hosts: ['127.0.0.1', '::1'], port: 0, ...options })
  cleanUp.push(() => listening.close(0))
  return listening
}

async function open(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  cleanUp.push(async () => socket.destroy())
  return socket
}

/** All that comes until the other side ends. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  await once(socket, 'close')
  return text
}

const timeouts = { headersMs: 300, requestMs: 600, silenceMs: 1000 }

describe('the server', () => {
  it('listens on every address with the same port', async () => {
    const { urls, port } = await start()
    expect(urls).toHaveLength(hasIpv6 ? 2 : 1)
    expect(urls[0]).toBe(`http://127.0.0.1:${port}`)
    for (const url of urls) expect(await (await fetch(url, { method: 'POST', body: 'abc' })).text()).toBe('got 3')
  })

  it('says so when the port is taken, and leaves no address half open', async () => {
    const { port } = await start()
    await expect(listen({ app: echo, hosts: ['127.0.0.1'], port })).rejects.toMatchObject({
      code: 'already_running',
      message: `Port ${port} on 127.0.0.1 is taken by another program.`,
    })
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    cleanUp.push(async () => other.close())
    const taken = (other.address() as { port: number }).port
    if (hasIpv6) {
      await expect(listen({ app: echo, hosts: ['::1', '127.0.0.1'], port: taken })).rejects.toMatchObject({
        code: 'already_running',
      })
      await (await listen({ app: echo, hosts: ['::1'], port: taken })).close(0)
    }
  })

  it('says so when the machine has no such address', async () => {
    await expect(listen({ app: echo, hosts: ['203.0.113.7'], port: 0 })).rejects.toMatchObject({
      code: 'bad_configuration',
      where: 'PAWL_HOST',
    })
  })
})

describe('clients that are slow or gone', () => {
  it('are cut off while they send their head or their body, and do not stop others', async () => {
    const { port, urls } = await start({ timeouts })
    const slowHead = await open(port, 'POST / HTTP/1.1\r\nHost: local')
    const slowBody = await open(port, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nab')
    const cut = Promise.all([readAll(slowHead), readAll(slowBody)])
    for (let request = 0; request < 20; request++) {
      const body = 'x'.repeat(request)
      expect(await (await fetch(urls[0] ?? '', { method: 'POST', body })).text()).toBe(`got ${request}`)
    }
    const [head, body] = await cut
    expect(head).toContain('HTTP/1.1 408')
    expect(body).not.toContain('HTTP/1.1 200')
  })

  it('are let go when they do not take their answer', async () => {
    let cancelled = false
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => {
        cancelled = true
      },
    })
    const { port } = await start({ timeouts, app: { fetch: () => new Response(endless) } })
    const socket = await open(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.pause()
    const startedMs = performance.now()
    while (!cancelled && performance.now() - startedMs < 10_000) await sleep(50)
    expect(cancelled).toBe(true)
  })
})

describe('closing', () => {
  it('finishes the requests under way and takes no new ones', async () => {
    let isClosing = false
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const app = {
      fetch: async () => {
        if (isClosing) return new Response('no more', { status: 503 })
        await released
        return new Response('finished')
      },
    }
    const { urls, close } = await start({ app, hosts: ['127.0.0.1'] })
    const url = urls[0] ?? ''
    const underWay = fetch(url).then((response) => response.text())
    await sleep(50)
    const closing = close()
    // What comes meanwhile is the app's to refuse, on a connection that ends with the answer.
    isClosing = true
    const late = await fetch(url)
    expect([late.status, late.headers.get('connection')]).toEqual([503, 'close'])
    release()
    expect(await underWay).toBe('finished')
    await closing
    await expect(fetch(url)).rejects.toThrow()
  })

  it('ends connections from when it is told to, though it closes only later', async () => {
    const stopping = new AbortController()
    const { urls } = await start({ stopping: stopping.signal })
    const url = urls[0] ?? ''
    const connectionOf = async () => (await fetch(url)).headers.get('connection')
    expect(await connectionOf()).toBe('keep-alive')
    stopping.abort()
    expect(await connectionOf()).toBe('close')
  })

  it('does not wait for connections on which nothing was asked, as browsers keep some', async () => {
    const { port, close } = await start({ app: echo, hosts: ['127.0.0.1'] })
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const startedMs = performance.now()
    await close()
    expect(performance.now() - startedMs).toBeLessThan(5_000)
    socket.destroy()
  })

  it('cuts off what is not finished when the grace period is over', async () => {
    const { urls, close } = await start({ app: { fetch: () => new Promise<Response>(() => undefined) } })
    const underWay = fetch(urls[0] ?? '').then(
      () => 'answered',
      () => 'cut off',
    )
    await sleep(50)
    await close(50)
    expect(await underWay).toBe('cut off')
  })
})
