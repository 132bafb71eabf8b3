import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secretReference } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuditLog } from '../audit/index.ts'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { quietLog } from '../control/testing/index.ts'
import { createRouter, secureApp } from '../http/index.ts'
import { createOpenedSecrets } from './opened-secrets.ts'
import { createSecretBox } from './secret-box.ts'
import { createSecretRoutes } from './secrets.routes.ts'
import { openSecrets, type Secrets } from './secrets.ts'

const value = 'Bearer tr0ub4dor&3 "quoted"'
const ada = { project: 'shop', person: 'Ada' }
const now = () => new Date('2026-03-01T12:00:00Z')

let dataDir: string
let control: ControlStore
let secrets: Secrets
const asked: string[] = []

const open = (secretKey: string | null = null) =>
  openSecrets({
    ...{ control, now, place: { secretKey, dataDir }, environment: { GIVEN_KEY: 'from the environment' } },
    audit: createAuditLog({ control, now }),
  })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pawl-secrets-'))
  control = await openControlStore({ dataDir, postgresUrl: null }, { log: quietLog })
})
afterAll(async () => {
  await control?.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await control.executeSql('truncate projects cascade')
  await control.executeSql("insert into projects (name) values ('shop'), ('other')")
  secrets = open()
})

async function call(method: string, path: string, body?: unknown) {
  const app = createRouter()
  secureApp(app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: [] })
  const routes = createSecretRoutes({
    secrets,
    requireCaller: (action) => async (context, next) => {
      asked.push(`${context.req.method} ${action}`)
      context.set('caller', { ...ada, role: 'admin', keyId: null })
      await next()
    },
  })
  app.route('/', routes)
  const response = await app.request(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  expect(text).not.toContain('tr0ub4dor')
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

describe('secrets', () => {
  it('are set, named, listed with what names them, and deleted, and no answer holds a value', async () => {
    secrets.addUses(async (project) => [
      { kind: 'evaluator', name: `polite of ${project}`, texts: [`{"x":"${secretReference('AGENT_KEY')}"}`] },
      { kind: 'agent', name: 'clerk', environment: 'production', texts: [secretReference('LOST_KEY')] },
    ])
    const set = await call('PUT', '/api/secrets/AGENT_KEY', { value })
    expect(set).toMatchObject({ status: 200, body: { name: 'AGENT_KEY', updatedBy: 'Ada', isReadable: true } })
    const usedBy = [{ kind: 'evaluator', name: 'polite of shop' }]
    expect((await call('GET', '/api/secrets')).body).toEqual({
      secrets: [
        {
          name: 'AGENT_KEY',
          source: 'stored',
          isReadable: true,
          updatedAt: now().toISOString(),
          updatedBy: 'Ada',
          usedBy,
        },
        { name: 'GIVEN_KEY', source: 'environment', isReadable: true, updatedAt: null, updatedBy: null, usedBy: [] },
      ],
      missing: [{ name: 'LOST_KEY', usedBy: [{ kind: 'agent', name: 'clerk', environment: 'production' }] }],
    })
    expect(await secrets.reveal('shop', `x ${secretReference('AGENT_KEY')} y`)).toBe(`x ${value} y`)
    expect(await call('DELETE', '/api/secrets/AGENT_KEY')).toEqual({ status: 200, body: { name: 'AGENT_KEY', usedBy } })
    expect(await call('DELETE', '/api/secrets/AGENT_KEY')).toMatchObject({ status: 404 })
    await expect(secrets.reveal('shop', secretReference('AGENT_KEY'))).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('are for admins to change, and leave a trace in the audit log without their value', async () => {
    await call('PUT', '/api/secrets/AGENT_KEY', { value })
    await call('PUT', '/api/secrets/AGENT_KEY', { value: `${value}2` })
    await call('GET', '/api/secrets')
    await call('DELETE', '/api/secrets/AGENT_KEY')
    expect([...new Set(asked)].sort()).toEqual(['DELETE admin', 'GET read', 'PUT admin'])
    const { entries } = await createAuditLog({ control, now }).list('shop', { limit: 10 })
    expect(entries.slice(0, 3).map(({ action }) => action)).toEqual(['secret.deleted', 'secret.set', 'secret.set'])
    expect(JSON.stringify(entries)).not.toContain('tr0ub4dor')
  })

  it('name the one that is missing, and the command that sets it', async () => {
    await expect(secrets.open('shop', [secretReference('NO_KEY')])).rejects.toMatchObject({
      message: 'The secret NO_KEY is not set in project shop.',
      fix: expect.stringContaining('pawl secrets set NO_KEY'),
    })
    await secrets.set(ada, { name: 'NO_KEY', value })
    await expect(secrets.reveal('other', secretReference('NO_KEY'))).rejects.toMatchObject({
      message: 'The secret NO_KEY is not set in project other.',
    })
    await expect(secrets.reveal('shop', secretReference('no-key'))).rejects.toMatchObject({
      message: '"no-key" is no name of a secret.',
    })
    expect(await secrets.reveal('shop', secretReference('GIVEN_KEY'))).toBe('from the environment')
  })

  it('are encrypted wherever they are kept', async () => {
    await secrets.set(ada, { name: 'AGENT_KEY', value })
    const { sealed_value } = await control.db.selectFrom('secrets').selectAll().executeTakeFirstOrThrow()
    expect(Buffer.from(sealed_value, 'base64').toString('latin1')).not.toContain('tr0ub4dor')
    const files = (await readdir(dataDir)).filter((name) => name.endsWith('.key'))
    for (const name of files) expect(await readFile(join(dataDir, name), 'utf8')).not.toContain('tr0ub4dor')
    const other = open('another key of the server')
    await expect(other.reveal('shop', secretReference('AGENT_KEY'))).rejects.toMatchObject({
      message: 'The secret AGENT_KEY was encrypted with a key that is not here any more.',
    })
    expect((await other.list('shop')).secrets[0]).toMatchObject({ name: 'AGENT_KEY', isReadable: false })
  })

  it.each([
    ['short', { value: 'short' }],
    ['two lines', { value: 'first line\nsecond line' }],
    ['no ASCII', { value: 'pässwörd1706' }],
  ])('of %s are refused', async (_what, body) => {
    expect(await call('PUT', '/api/secrets/AGENT_KEY', body)).toMatchObject({
      status: 400,
      body: { where: 'body.value' },
    })
  })

  it('have names that a reference can hold', async () => {
    for (const name of ['agent_key', '1KEY', 'A-B', 'A}B'])
      expect(await call('PUT', `/api/secrets/${encodeURIComponent(name)}`, { value })).toMatchObject({ status: 400 })
  })

  it('never come back in what is answered, however it is written', () => {
    const one = fc.stringMatching(/^[\x21-\x7e]{8,40}$/)
    fc.assert(
      fc.property(one, fc.string(), fc.string(), (secret, before, after) => {
        const { redact, fill } = createOpenedSecrets(new Map([['A', secret]]))
        for (const told of [secret, JSON.stringify({ secret }), encodeURIComponent(secret), btoa(secret)]) {
          const shown = redact(`${before}${told}${after}`)
          expect(shown).not.toContain(told)
        }
        expect(fill(`${before}${secretReference('A')}`)).toContain(secret)
      }),
    )
  })

  it('are put in once: what a value holds is no reference', () => {
    const opened = createOpenedSecrets(
      new Map([
        ['A', secretReference('B')],
        ['B', 'the other one'],
      ]),
    )
    expect(opened.fill(secretReference('A'))).toBe(secretReference('B'))
  })
})

describe('the box of secrets', () => {
  it('opens what it sealed, only for the same purpose and only unchanged', () => {
    const box = createSecretBox('0123456789abcdef')
    const sealed = box.seal(value, 'a\nopenai')
    expect(box.open(sealed, 'a\nopenai')).toBe(value)
    expect(box.seal(value, 'a\nopenai')).not.toBe(sealed)
    expect(box.open(sealed, 'b\nopenai')).toBeNull()
    expect(box.open(`A${sealed.slice(1)}`, 'a\nopenai')).toBeNull()
    expect(box.open('', 'a\nopenai')).toBeNull()
    expect(createSecretBox('another 0123456789').open(sealed, 'a\nopenai')).toBeNull()
  })
})
