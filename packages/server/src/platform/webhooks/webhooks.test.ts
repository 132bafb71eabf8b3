import { randomBytes, webcrypto } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookDelivery, WebhookEvent } from '@pawl/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuditLog } from '../audit/index.ts'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { controlEngines, quietLog } from '../control/testing/index.ts'
import { type OutgoingCalls, openOutgoingCalls } from '../outgoing/index.ts'
import { type JobQueue, openQueue } from '../queue/index.ts'
import { openWebhooks, type Webhooks } from './index.ts'
import { signedHeaders } from './sign-message.ts'

const soon = { timeout: 30_000, interval: 10 }

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** As the specification of Standard Webhooks says it, by another implementation of HMAC than the sender's. */
async function isGenuine(secret: string, { headers, body }: Received): Promise<boolean> {
  const key = await webcrypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (character) => character.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const signed = new TextEncoder().encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  const [scheme, signature = ''] = String(headers['webhook-signature']).split(',')
  const bytes = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0))
  return scheme === 'v1' && (await webcrypto.subtle.verify('HMAC', key, bytes, signed))
}

describe('a signature', () => {
  it('is that of the published example', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sentAt: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
    }
    expect(signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toMatchObject({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })
})

for (const engine of controlEngines.slice(0, 1)) {
  describe.skipIf(engine.skipped !== null)(`webhooks on ${engine.name}`, () => {
    let store: ControlStore
    let queue: JobQueue
    let outgoing: OutgoingCalls
    let webhooks: Webhooks
    let receiver: Server
    let url = ''
    /** By path; takes it when there is none. */
    const answers = new Map<string, (count: number) => number | 'never'>()
    const received: Received[] = []
    const delaysS: (number | undefined)[] = []
    const project = 'shop'
    const author = { project, person: 'Ada' }

    beforeAll(async () => {
      await engine.start()
      store = await openControlStore(await engine.newPlace(), { log: quietLog })
      await store.executeSql("insert into projects (name) values ('shop'), ('other')")
      queue = await openQueue(store, { log: quietLog })
      outgoing = openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] })
      receiver = await listenLocally()
      url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
      webhooks = await openWebhooks({
        ...{ control: store, log: quietLog, now: () => new Date(), randomBytes, fetch: outgoing.fetch },
        audit: createAuditLog({ control: store, now: () => new Date() }),
        timeoutMs: 400,
        secretBox: async () => ({
          seal: (text, purpose) => Buffer.from(JSON.stringify([text, purpose])).toString('base64'),
          open: (sealed, purpose) => {
            const [text, sealedFor] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as string[]
            return sealedFor === purpose ? (text ?? null) : null
          },
        }),
        // Waits are noted and not waited for.
        queue: {
          work: (name, handler, options) => queue.work(name, handler, options),
          schedule: async () => undefined,
          send: (name, data, { delaySeconds, within } = {}) => {
            if (within === undefined || delaySeconds !== undefined) delaysS.push(delaySeconds)
            return queue.send(name, data, within === undefined ? {} : { within })
          },
        },
      })
    })
    afterAll(async () => {
      await queue.stop(0)
      outgoing.close()
      receiver.closeAllConnections()
      receiver.close()
      await store.close()
      await engine.stop()
    })
    beforeEach(() => {
      delaysS.length = 0
      received.length = 0
      answers.clear()
    })
    afterEach(async () => {
      for (const { id } of await webhooks.list(project)) await webhooks.remove(author, id)
    })

    function listenLocally(): Promise<Server> {
      const counts = new Map<string, number>()
      const server = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const path = request.url ?? ''
          received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() })
          const count = (counts.get(path) ?? 0) + 1
          counts.set(path, count)
          const status = answers.get(path)?.(count) ?? 204
          if (status !== 'never') response.writeHead(status, { location: '/elsewhere' }).end()
        })
      })
      return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
    }

    const publish = (data: Record<string, string> = {}, event: WebhookEvent = 'deployment.created') =>
      store.transaction((transaction) => webhooks.publish(transaction, { project, event, data }))
    const add = async (path: string, events?: WebhookEvent[]) =>
      webhooks.create(author, { url: `${url}${path}`, ...(events !== undefined && { events }) })
    const newest = async (id: string): Promise<WebhookDelivery | undefined> =>
      (await webhooks.deliveries({ project, id }, { limit: 1 })).deliveries[0]
    const ended = (id: string) =>
      vi.waitFor(async () => {
        const delivery = await newest(id)
        expect(delivery?.state).not.toBe('pending')
        return delivery as WebhookDelivery
      }, soon)

    it('get what they asked for, signed so that the receiver can tell it from a forgery', async () => {
      const all = await add('/all')
      await add('/gates', ['gate.finished'])
      await publish({ text: '退款 \ud800 \0' })
      const delivery = await ended(all.webhook.id)
      expect(delivery).toMatchObject({ event: 'deployment.created', attempts: [{ status: 204, error: '' }] })
      expect(received.map(({ path }) => path)).toEqual(['/all'])
      const [message] = received as [Received]
      expect(message.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': delivery.id })
      expect(await isGenuine(all.secret, message)).toBe(true)
      expect(await isGenuine(all.secret, { ...message, body: `${message.body} ` })).toBe(false)
      expect(JSON.parse(message.body)).toEqual(delivery.payload)
    })

    it('are sent no more once their receiver answers 410, which is in the audit log', async () => {
      answers.set('/gone', () => 410)
      const { webhook } = await add('/gone')
      await publish()
      expect(await ended(webhook.id)).toMatchObject({ state: 'failed', attempts: [{ status: 410 }] })
      expect((await webhooks.list(project)).find(({ id }) => id === webhook.id)).toMatchObject({ isEnabled: false })
      await publish()
      expect((await webhooks.deliveries({ project, id: webhook.id }, { limit: 10 })).deliveries).toHaveLength(1)
      const audit = createAuditLog({ control: store, now: () => new Date() })
      expect((await audit.list(project, { limit: 1 })).entries[0]).toMatchObject({
        action: 'webhook.disabled',
        details: { webhookId: webhook.id, message: expect.stringContaining('410') },
      })
    })

    it('say which setting allows a private address', async () => {
      const { webhook } = await webhooks.create(author, { url: 'http://10.1.2.3/hook' })
      await publish()
      expect((await ended(webhook.id)).attempts[0]?.error).toContain('PAWL_ALLOWED_PRIVATE_HOSTS=10.1.2.3')
    })

    it('get nothing of what was rolled back, and nothing of other projects', async () => {
      const { webhook } = await add('/none')
      const failing = store.transaction(async (transaction) => {
        await webhooks.publish(transaction, { project, event: 'gate.finished', data: {} })
        throw new Error('rolled back')
      })
      await expect(failing).rejects.toThrow('rolled back')
      await store.transaction((transaction) =>
        webhooks.publish(transaction, { project: 'other', event: 'gate.finished', data: {} }),
      )
      expect(await newest(webhook.id)).toBeUndefined()
      expect(await webhooks.list('other')).toEqual([])
      await expect(webhooks.deliveries({ project: 'other', id: webhook.id }, { limit: 1 })).rejects.toMatchObject({
        code: 'not_found',
      })
    })

    it('are tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 14 h, with the same id', async () => {
      answers.set('/flaky', () => 500)
      const { webhook, secret } = await add('/flaky')
      await publish()
      const delivery = await ended(webhook.id)
      expect(delivery).toMatchObject({ state: 'failed', nextAttemptAt: null })
      expect(delivery.attempts.map(({ status, error }) => [status, error])).toEqual(
        Array(8).fill([500, 'it answered 500']),
      )
      expect(delaysS).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400])
      expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]))
      for (const message of received) expect(await isGenuine(secret, message)).toBe(true)
    }, 40_000)

    it('are done with the first attempt that is taken, and a redirect is none', async () => {
      answers.set('/second', (count) => (count === 1 ? 302 : 200))
      const { webhook } = await add('/second')
      await publish()
      const delivery = await ended(webhook.id)
      expect(delivery.state).toBe('delivered')
      expect(delivery.attempts.map(({ status }) => status)).toEqual([302, 200])
      expect(received.some(({ path }) => path === '/elsewhere')).toBe(false)
    })

    it('can be sent a message once more, with its id and its attempts so far', async () => {
      answers.set('/replayed', (count) => (count <= 8 ? 503 : 200))
      const { webhook } = await add('/replayed')
      await publish()
      const failed = await ended(webhook.id)
      expect(failed.state).toBe('failed')
      expect(await webhooks.replay({ project, id: webhook.id }, failed.id)).toMatchObject({ state: 'pending' })
      const delivered = await ended(webhook.id)
      expect(delivered).toMatchObject({ id: failed.id, state: 'delivered' })
      expect(delivered.attempts).toHaveLength(9)
      await expect(webhooks.replay({ project, id: webhook.id }, 'msg_0')).rejects.toMatchObject({ code: 'not_found' })
    }, 40_000)

    it('that lead to a private address are refused, with how to allow it, and are not tried again', async () => {
      for (const address of ['http://10.0.0.1/x', 'http://[::ffff:169.254.169.254]/latest', 'http://[::1]:1/']) {
        const { webhook } = await webhooks.create(author, { url: address })
        await publish()
        const { state, attempts } = await ended(webhook.id)
        expect(state).toBe('failed')
        expect(attempts).toHaveLength(1)
        expect(attempts[0]?.error).toMatch(/private address/)
        await webhooks.remove(author, webhook.id)
      }
    })

    it('that answer slowly do not hold up the others', async () => {
      answers.set('/slow', () => 'never')
      const slow = await add('/slow', ['gate.finished'])
      const quick = await add('/quick', ['deployment.created'])
      for (let index = 0; index < 40; index++) await publish({}, 'gate.finished')
      await publish()
      await ended(quick.webhook.id)
      const states = (await webhooks.deliveries({ project, id: slow.webhook.id }, { limit: 100 })).deliveries
      expect(states.every(({ state }) => state === 'pending')).toBe(true)
    }, 30_000)

    it('keep their secret to themselves, and are listed in pages', async () => {
      const { webhook, secret } = await add('/paged')
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      expect(JSON.stringify(await webhooks.list(project))).not.toContain(secret.slice(6))
      for (let index = 0; index < 5; index++) await publish({ index: String(index) })
      const key = { project, id: webhook.id }
      const first = await webhooks.deliveries(key, { limit: 3 })
      const second = await webhooks.deliveries(key, { limit: 3, cursor: first.nextCursor ?? '' })
      const seen = [...first.deliveries, ...second.deliveries].map(({ id }) => id)
      expect([new Set(seen).size, second.nextCursor]).toEqual([5, null])
    })
  })
}
