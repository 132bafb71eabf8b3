import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { GatesUnderTest, promptsOf, questionsOf } from './testing/gates-under-test.ts'

let server: GatesUnderTest
const events: string[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    events.push((JSON.parse(Buffer.concat(chunks).toString()) as { type: string }).type)
    response.writeHead(204).end()
  })
})
beforeAll(async () => {
  server = await GatesUnderTest.open()
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
}, 120_000)
afterAll(async () => {
  receiver.close()
  await server[Symbol.asyncDispose]()
})

it('a release goes the whole way: refused, gated, deployed, fetched, told, broken, refused, rolled back, audited', async () => {
  const { port } = receiver.address() as AddressInfo
  await server.call('POST', '/api/webhooks', { url: `http://127.0.0.1:${port}/` })
  await server.addDataset('refunds', { questions: questionsOf('refund', 3) })
  await server.addPrompt('support', { versions: ['v1', 'v2'], datasets: ['refunds'] })
  const deploy = (version: string, more: object = {}) =>
    server.ask('POST', '/api/deployments', { environment: 'production', release: promptsOf(version), ...more })
  expect(await deploy('support@1')).toMatchObject({
    status: 409,
    body: { fix: 'pawl gate run --env production --prompt support@1' },
  })
  const first = await server.decide({ release: promptsOf('support@1') })
  expect(first.verdict).toBe('pass')
  expect(await deploy('support@1')).toMatchObject({ status: 201, body: { ground: 'verdict', gateId: first.id } })
  expect(await server.call('GET', '/api/environments/production/prompts/support')).toMatchObject({ number: 1 })

  server.model.behavior = ({ version, question }) => (version === 'v2' && question === 'refund 2' ? 'wrong' : 'right')
  expect((await server.decide({ release: promptsOf('support@2') })).verdict).toBe('fail')
  const refused = await deploy('support@2')
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is broken') } })
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const forced = await deploy('support@2', { override: { reason: 'the fix cannot wait', expiresAt } })
  expect(forced).toMatchObject({ status: 201, body: { override: { rows: [{ dataset: 'refunds' }, {}, {}] } } })
  expect(await server.call('GET', '/api/environments/production/prompts/support')).toMatchObject({ number: 2 })
  await server.call('POST', '/api/environments/production/rollback', { reason: 'refund 2 is broken' })
  expect(await server.call('GET', '/api/environments/production/prompts/support')).toMatchObject({ number: 1 })

  const { changes } = await server.call('GET', '/api/changes')
  expect((changes as unknown[]).length).toBe(3)
  const { entries, head } = (await server.call('GET', '/api/audit')) as { entries: { action: string }[]; head: unknown }
  expect(entries.map(({ action }) => action).reverse()).toEqual([
    ...['webhook.created', 'deployment.refused', 'gate.finished', 'deployment.created', 'gate.finished'],
    ...['deployment.refused', 'deployment.created', 'override.created', 'deployment.rolled_back'],
  ])
  expect(await server.call('POST', '/api/audit/verify', { publishedHeads: [head] })).toMatchObject({ isIntact: true })
  await vi.waitFor(() => expect(events).toHaveLength(8), { timeout: 60_000, interval: 50 })
  expect([...events].sort()).toEqual([
    ...['deployment.created', 'deployment.created', 'deployment.refused', 'deployment.refused'],
    ...['deployment.rolled_back', 'gate.finished', 'gate.finished', 'override.created'],
  ])
}, 180_000)
