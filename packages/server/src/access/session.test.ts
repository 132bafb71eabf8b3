import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import { AccessUnderTest } from './testing/access-under-test.ts'

const days = 24 * 3_600_000

for (const engine of controlEngines) {
  describe.skipIf(engine.skipped !== null)(`signing in on ${engine.name}`, () => {
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

    sessionPromises(server)
  })
}

/** Signs in as a browser would, and returns the whole Set-Cookie header and what is sent back of it. */
async function signIn(
  server: AccessUnderTest,
  key: string,
): Promise<{ setCookie: string; headers: { cookie: string } }> {
  const response = await server.call('/api/session', { method: 'POST', json: { key } })
  expect(response.status).toBe(200)
  const setCookie = response.headers.get('set-cookie') ?? ''
  return { setCookie, headers: { cookie: setCookie.split(';')[0] ?? '' } }
}

function sessionPromises(server: AccessUnderTest): void {
  it('gives a cookie that no script and no other site can use, and that does not hold the key', async () => {
    const { key } = await server.newKey()
    const { setCookie, headers } = await signIn(server, key)
    expect(setCookie).toMatch(/^pawl_session=[\w-]{43}; /)
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(setCookie).toContain(attribute)
    expect(setCookie).not.toContain(key.slice(-28))
    expect(await server.json('/act/write', 200, { headers, method: 'POST' })).toMatchObject({ person: 'admin owner' })
    expect(await server.json('/api/session', 200, { headers })).toEqual({
      project: 'default',
      role: 'admin',
      person: 'admin owner',
      keysExist: true,
    })
    const { rows } = await server.store.executeSql('select id_hash from web_sessions')
    expect(headers.cookie).not.toContain(String(rows[0]?.id_hash))
  })

  it('marks the cookie as secure behind TLS', async () => {
    const { key } = await server.newKey()
    const headers = { 'x-forwarded-proto': 'https' }
    const response = await server.call('/api/session', { method: 'POST', json: { key }, headers })
    expect(response.headers.get('set-cookie')).toContain('Secure')
  })

  it('is refused with a key that is wrong, or that shows nothing', async () => {
    const { key } = await server.newKey()
    const ingest = await server.newKey('ingest', { key })
    const attempt = (text: string, status: number) =>
      server.json('/api/session', status, { method: 'POST', json: { key: text } })
    expect(await attempt(`${key}x`, 401)).toMatchObject({ where: 'key' })
    expect(await attempt('', 400)).toMatchObject({ where: 'body.key' })
    expect(await attempt(ingest.key, 403)).toMatchObject({ detail: 'A key with the role ingest shows nothing.' })
  })

  it('ends after seven days', async () => {
    const { key } = await server.newKey()
    const { headers } = await signIn(server, key)
    server.now = new Date(server.now.getTime() + 7 * days - 1000)
    await server.json('/act/read', 200, { headers })
    server.now = new Date(server.now.getTime() + 1000)
    expect(await server.json('/act/read', 401, { headers })).toMatchObject({ detail: 'The session has ended.' })
    await signIn(server, key)
    expect((await server.store.executeSql('select count(*) as sessions from web_sessions')).rows).toEqual([
      { sessions: 1 },
    ])
  })

  it('ends with its key', async () => {
    const admin = await server.newKey()
    const viewer = await server.newKey('viewer', { key: admin.key })
    const { headers } = await signIn(server, viewer.key)
    await server.json(`/api/projects/default/keys/${viewer.id}`, 204, { key: admin.key, method: 'DELETE' })
    await server.json('/act/read', 401, { headers })
  })

  it('ends at sign-out, for a copy of the cookie too', async () => {
    const { key } = await server.newKey()
    const { headers } = await signIn(server, key)
    const response = await server.call('/api/session', { method: 'DELETE', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toMatch(/^pawl_session=; Max-Age=0/)
    await server.json('/act/read', 401, { headers })
  })

  it('does not let a page of another site write, even if a browser sent the cookie along', async () => {
    const { key } = await server.newKey()
    const { headers } = await signIn(server, key)
    const fromOther = {
      ...headers,
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
    }
    await server.json('/api/projects', 403, { method: 'POST', json: { name: 'mine' }, headers: fromOther })
    await server.json('/api/session', 403, { method: 'DELETE', headers: fromOther })
    await server.json('/act/read', 200, { headers })
  })
}
