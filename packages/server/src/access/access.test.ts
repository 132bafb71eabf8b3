import { formatApiKey } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import { authenticate, ensureFirstKey } from './index.ts'
import { AccessUnderTest } from './testing/access-under-test.ts'

for (const engine of controlEngines) {
  describe.skipIf(engine.skipped !== null)(`access on ${engine.name}`, () => {
    const server = new AccessUnderTest()
    beforeAll(async () => {
      await engine.start()
      await server.open(await engine.newPlace())
    })
    afterAll(async () => {
      await server.close()
      await engine.stop()
    })
    beforeEach(() => server.reset())

    describe('without keys', () => withoutKeysPromises(server))
    describe('keys', () => keyPromises(server))
    describe('roles', () => rolePromises(server))
    describe('revoking', () => revokingPromises(server))
    describe('projects', () => projectPromises(server))
  })
}

const unverified = { role: 'admin', person: 'local, unverified', keyId: null }

function withoutKeysPromises(server: AccessUnderTest): void {
  it('everybody may do everything, in the project of the header or else in default', async () => {
    expect(await server.json('/act/admin', 200)).toEqual({ ...unverified, project: 'default' })
    const headers = { 'x-pawl-project': 'checkout-bot' }
    expect(await server.json('/act/ingest', 200, { headers })).toEqual({ ...unverified, project: 'checkout-bot' })
    const { projects } = await server.json('/api/projects', 200)
    expect(projects).toMatchObject([{ name: 'checkout-bot' }, { name: 'default' }])
  })

  it('what other systems call a key is ignored, so that their exporters work unchanged', async () => {
    const headers = { authorization: `Basic ${btoa('pk-lf-1:sk-lf-2')}` }
    expect(await server.json('/act/ingest', 200, { headers })).toEqual({ ...unverified, project: 'default' })
  })

  it('a project name of the wrong form is refused with what would be right', async () => {
    const problem = await server.json('/act/ingest', 400, { headers: { 'x-pawl-project': 'Check Out' } })
    expect(problem).toMatchObject({
      code: 'bad_request',
      where: 'x-pawl-project header',
      fix: expect.stringContaining('lower-case'),
    })
  })

  it('the first key must be one that can make the next', async () => {
    const problem = await server.json('/api/projects/default/keys', 409, {
      method: 'POST',
      json: { role: 'viewer', owner: 'Ann' },
    })
    expect(problem).toMatchObject({ code: 'conflict', where: 'role' })
    await server.newKey('admin')
  })
}

function keyPromises(server: AccessUnderTest): void {
  it('can be given to a server that never had one, and only to such a one', async () => {
    const key = formatApiKey('default', new Uint8Array(32).fill(7))
    await ensureFirstKey(server.access, key)
    const caller = { project: 'default', role: 'admin', person: 'the first administrator' }
    expect(await server.json('/act/admin', 200, { key })).toMatchObject(caller)
    const other = formatApiKey('default', new Uint8Array(32).fill(8))
    await ensureFirstKey(server.access, other)
    expect((await server.call('/act/ingest', { key: other })).status).toBe(401)
  })

  it('once one exists, are needed by everybody', async () => {
    expect(await server.json('/api/session', 200)).toMatchObject({ keysExist: false, person: 'local, unverified' })
    const { key } = await server.newKey()
    const response = await server.call('/act/ingest', { headers: { 'x-pawl-project': 'default' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="pawl"')
    expect(await server.json('/act/ingest', 200, { key })).toMatchObject({ person: 'admin owner', project: 'default' })
    expect(await server.json('/api/session', 200)).toEqual({ keysExist: true, person: null, project: null, role: null })
  })

  it('are shown once and stored hashed', async () => {
    const { key, id } = await server.newKey()
    const { rows } = await server.store.executeSql('select * from api_keys')
    expect(JSON.stringify(rows)).not.toContain(key.slice(-28))
    const list = await server.call('/api/projects/default/keys', { key })
    expect(await list.clone().json()).toMatchObject({
      keys: [{ id, prefix: key.slice(0, -28), role: 'admin', owner: 'admin owner' }],
    })
    expect(await list.text()).not.toContain(key.slice(-28))
  })

  it('are found wherever the exporters in use put theirs', async () => {
    const { key } = await server.newKey()
    const places: Record<string, string>[] = [
      { authorization: `Bearer ${key}` },
      { authorization: `bearer  ${key} ` },
      { authorization: key },
      { authorization: `Basic ${btoa(`pk-lf-1:${key}`)}` },
      { authorization: `Basic ${btoa(`${key}:`)}` },
      { 'x-api-key': key },
      { 'api-key': key },
      { api_key: key },
    ]
    for (const headers of places)
      expect(await server.json('/act/ingest', 200, { headers })).toMatchObject({ role: 'admin' })
    const metadata = new Map([['authorization', `Bearer ${key}`]])
    expect(await authenticate(server.access, (name) => metadata.get(name))).toMatchObject({ person: 'admin owner' })
  })

  it('that are not right are refused, and say why', async () => {
    const { key } = await server.newKey()
    const unknown = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
    expect(await server.json('/act/read', 401, { key: unknown })).toMatchObject({
      detail: 'This key is unknown or was revoked.',
    })
    expect(await server.json('/act/read', 401, { key: 'sk-other' })).toMatchObject({
      detail: 'What was sent as a key is not one of this server.',
    })
    expect(await server.json('/act/read', 401)).toMatchObject({ detail: 'This server needs a key.' })
  })

  it('decide the project, whatever the header says', async () => {
    const { key } = await server.newKey()
    await server.json('/api/projects', 201, { key, method: 'POST', json: { name: 'other' } })
    const other = await server.newKey('editor', { project: 'other', key })
    const headers = { 'x-pawl-project': 'default' }
    expect(await server.json('/act/write', 200, { key: other.key, headers })).toMatchObject({ project: 'other' })
  })

  it('are looked up without asking the database at every request, and note when they were used', async () => {
    const { key, id } = await server.newKey()
    await server.json('/act/read', 200, { key })
    await server.store.executeSql("update api_keys set owner = 'changed behind its back'")
    expect(await server.json('/act/read', 200, { key })).toMatchObject({ person: 'admin owner' })
    const { keys } = await server.json('/api/projects/default/keys', 200, { key })
    expect(keys).toMatchObject([{ id, lastUsedAt: server.now.toISOString() }])
  })
}

function rolePromises(server: AccessUnderTest): void {
  it.each([
    ['ingest', ['ingest']],
    ['viewer', ['read']],
    ['editor', ['ingest', 'read', 'write']],
    ['admin', ['ingest', 'read', 'write', 'admin']],
  ])('%s may do %j and nothing else', async (role, allowed) => {
    const admin = await server.newKey()
    const { key } = await server.newKey(role, { key: admin.key })
    const done: string[] = []
    for (const action of ['ingest', 'read', 'write', 'admin']) {
      const response = await server.call(`/act/${action}`, { key })
      if (response.status === 200) done.push(action)
      else
        expect(await response.json()).toMatchObject({
          status: 403,
          code: 'forbidden',
          fix: expect.stringContaining('admin'),
        })
    }
    expect(done).toEqual(allowed)
  })

  it('below admin make and see no keys', async () => {
    const admin = await server.newKey()
    const { key } = await server.newKey('editor', { key: admin.key })
    await server.json('/api/projects/default/keys', 403, { key })
    await server.json('/api/projects/default/keys', 403, { key, method: 'POST', json: { role: 'admin', owner: 'me' } })
    await server.json(`/api/projects/default/keys/${admin.id}`, 403, { key, method: 'DELETE' })
  })
}

function revokingPromises(server: AccessUnderTest): void {
  it('ends a key at once on this server, and within five seconds on another', async () => {
    const admin = await server.newKey()
    const { key, id } = await server.newKey('viewer', { key: admin.key })
    const other = server.appOf(await server.anotherServer())
    const onOther = async () =>
      (await other.request('/act/read', { headers: { authorization: `Bearer ${key}` } })).status
    await server.json('/act/read', 200, { key })
    expect(await onOther()).toBe(200)
    await server.json(`/api/projects/default/keys/${id}`, 204, { key: admin.key, method: 'DELETE' })
    await server.json('/act/read', 401, { key })
    server.now = new Date(server.now.getTime() + 5000)
    expect(await onOther()).toBe(401)
    const { keys } = await server.json('/api/projects/default/keys', 200, { key: admin.key })
    expect(keys).toMatchObject([{ revokedAt: null }, { id, revokedAt: expect.stringContaining('2026-03-01') }])
  })

  it('leaves the last admin key, without which nobody could make another', async () => {
    const first = await server.newKey()
    const revoke = (id: string, status: number, key: string) =>
      server.json(`/api/projects/default/keys/${id}`, status, { key, method: 'DELETE' })
    await revoke(first.id, 409, first.key)
    await server.json('/act/admin', 200, { key: first.key })
    const second = await server.newKey('admin', { key: first.key })
    await revoke(first.id, 204, second.key)
    await server.json('/act/admin', 401, { key: first.key })
    await revoke(second.id, 409, second.key)
  })

  it('of a key of another project, or twice, finds nothing', async () => {
    const admin = await server.newKey()
    const { id } = await server.newKey('viewer', { key: admin.key })
    const revoke = (project: string, status: number) =>
      server.json(`/api/projects/${project}/keys/${id}`, status, { key: admin.key, method: 'DELETE' })
    await revoke('other', 404)
    await revoke('default', 204)
    await revoke('default', 404)
  })
}

function projectPromises(server: AccessUnderTest): void {
  it('have one name each, of a form that fits into an address', async () => {
    const create = (name: unknown, status: number) =>
      server.json('/api/projects', status, { method: 'POST', json: { name } })
    expect(await create('checkout', 201)).toMatchObject({ name: 'checkout', createdAt: expect.any(String) })
    expect(await create('checkout', 409)).toMatchObject({ code: 'conflict', where: 'name' })
    expect(await create('../etc', 400)).toMatchObject({ code: 'bad_request', where: 'body.name' })
    await server.json('/api/projects/nowhere/keys', 404, { method: 'POST', json: { role: 'admin', owner: 'Ann' } })
  })

  it('of others are hidden from everybody but admins', async () => {
    const admin = await server.newKey()
    await server.json('/api/projects', 201, { key: admin.key, method: 'POST', json: { name: 'other' } })
    const { key } = await server.newKey('viewer', { key: admin.key })
    expect(await server.json('/api/projects', 200, { key })).toMatchObject({ projects: [{ name: 'default' }] })
    expect(await server.json('/api/projects', 200, { key: admin.key })).toMatchObject({
      projects: [{ name: 'default' }, { name: 'other' }],
    })
    await server.json('/api/projects/other/settings', 404, { key })
    await server.json('/api/projects/other/settings', 200, { key: admin.key })
  })

  it('keep telemetry for 30 days and redact nothing until told otherwise', async () => {
    const defaults = { retentionDays: 30, redaction: { keys: [], patterns: [], builtIn: [] }, priceOverrides: [] }
    expect(await server.json('/api/projects/default/settings', 200)).toEqual(defaults)
    const redaction = { keys: ['ssn'], patterns: [{ name: 'ticket', pattern: 'T-\\d+' }], builtIn: ['emails'] }
    const change = (json: unknown, status: number) =>
      server.json('/api/projects/default/settings', status, { method: 'PATCH', json })
    expect(await server.access.settings.current('default')).toEqual(defaults)
    expect(await change({ redaction }, 200)).toEqual({ ...defaults, redaction })
    expect(await change({ retentionDays: 7 }, 200)).toEqual({ ...defaults, redaction, retentionDays: 7 })
    expect(await server.access.settings.current('default')).toMatchObject({ retentionDays: 7, redaction })
    expect((await server.store.executeSql('select updated_by from project_settings')).rows).toEqual([
      { updated_by: 'local, unverified' },
    ])
  })

  it.each([
    [{ retentionDays: 0 }, 'body.retentionDays'],
    [
      { redaction: { keys: [], patterns: [{ name: 'open', pattern: '(' }], builtIn: [] } },
      'body.redaction.patterns.0.pattern',
    ],
    [
      { priceOverrides: [{ model: 'm', inputUsdPerMillion: -1, outputUsdPerMillion: 1 }] },
      'body.priceOverrides.0.inputUsdPerMillion',
    ],
  ])('refuse the setting %j and say where', async (json, where) => {
    expect(await server.json('/api/projects/default/settings', 400, { method: 'PATCH', json })).toMatchObject({ where })
  })
}
