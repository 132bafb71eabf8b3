import { deployedPromptSchema } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { openTemporaryTelemetry } from '../traces/testing/temporary-telemetry.ts'
import { contentOf, PromptsUnderTest } from './testing/prompts-under-test.ts'

const path = '/api/environments/production/prompts/greet'
const key = { project: 'shop', environment: 'production', prompt: 'greet' }

let telemetry: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

for (const engine of controlEngines) {
  describe.skipIf(engine.skipped !== null)(`a deployed prompt on ${engine.name}`, () => {
    let server: PromptsUnderTest
    beforeAll(async () => {
      await engine.start()
      server = await PromptsUnderTest.open(await engine.newPlace(), telemetry)
    })
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      await engine.stop()
    })
    beforeEach(() => server.reset())
    const subject = () => server

    describe('is answered', () => answerPromises(subject))
    describe('where nothing is deployed', () => absencePromises(subject))
    describe('is kept in memory', () => freshnessPromises(subject))
  })
}

type Subject = () => PromptsUnderTest

/** Of the version that is served. */
async function servedNumber(server: PromptsUnderTest): Promise<number> {
  return deployedPromptSchema.parse((await server.call('GET', path)).body).number
}

function answerPromises(server: Subject): void {
  it('with its content, version and deployment, for caches of one user', async () => {
    const [version] = await server().save('greet', 'Be kind.')
    await server().release('production', version === undefined ? [] : [version], true)
    const { status, headers, body } = await server().call('GET', path)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...{ prompt: 'greet', environment: 'production', id: version?.id, number: 1 },
      ...{ content: contentOf('Be kind.'), since: server().now.toISOString(), isUnprotected: true },
    })
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('cache-control')).toBe('private, max-age=5, stale-while-revalidate=55')
    expect(headers.get('vary')).toContain('authorization')
  })

  it('with 304 to whoever has it, also through a proxy that weakens the ETag or adds others', async () => {
    await server().release('production', await server().save('greet', 'Be kind.'))
    const etag = (await server().call('GET', path)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await server().call('GET', path, { headers: { 'if-none-match': known } })
      expect([known, again.status, again.headers.get('etag'), again.body]).toEqual([known, 304, etag, {}])
    }
    expect((await server().call('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('with another ETag after each deployment, and in each project and environment by itself', async () => {
    const [first, second] = await server().save('greet', 'Be kind.', 'Be brief.')
    if (first === undefined || second === undefined) throw new Error('there are two versions')
    const etags = new Set<string | null>()
    for (const version of [first, second, first]) {
      server().now = new Date(server().now.getTime() + 10)
      await server().release('production', [version])
      etags.add((await server().call('GET', path)).headers.get('etag'))
    }
    expect(etags.size).toBe(3)
    await server().release('staging', [second])
    expect((await server().call('GET', path.replace('production', 'staging'))).body).toMatchObject({ number: 2 })
    expect((await server().call('GET', path, { project: 'other' })).status).toBe(404)
  })
}

function absencePromises(server: Subject): void {
  const problemAt = async (at: string) => {
    const { status, body } = await server().call('GET', at)
    expect(status).toBe(404)
    return `${body.detail} ${body.fix}`
  }

  it('says what there is and the command that deploys it', async () => {
    const [, second] = await server().save("it's late", 'a', 'b')
    await server().release('staging', second === undefined ? [] : [second])
    expect(await problemAt("/api/environments/production/prompts/it's%20late")).toBe(
      'Nothing of the prompt "it\'s late" is deployed in production; its newest version is 2, staging has version 2. ' +
        "Deploy it: pawl deploy 'it'\\''s late@2' --env production",
    )
    await server().save('greet')
    expect(await problemAt(path)).toContain('has no version yet')
    expect(await problemAt(path.replace('greet', 'gret'))).toContain('There are "greet"')
    expect(await problemAt(path.replace('production', 'prod'))).toContain('There are production, staging.')
  })

  it('and is there as soon as it is deployed, and gone as soon as it is taken out', async () => {
    const versions = await server().save('greet', 'Be kind.')
    expect((await server().call('GET', path)).status).toBe(404)
    await server().release('production', versions)
    expect(await servedNumber(server())).toBe(1)
    await server().store.transaction((transaction) =>
      server().prompts.makeCurrent(
        transaction,
        { project: 'shop', person: 'Ada' },
        { environment: 'production', versions: [], removed: ['greet'], at: server().now },
      ),
    )
    expect((await server().call('GET', path)).status).toBe(404)
  })
}

function freshnessPromises(server: Subject): void {
  it('and shows a deployment by this process at once, but none that was rolled back', async () => {
    const [first, second] = await server().save('greet', 'Be kind.', 'Be brief.')
    if (first === undefined || second === undefined) throw new Error('there are two versions')
    await server().release('production', [first])
    expect(await servedNumber(server())).toBe(1)
    const failing = server().store.transaction(async (transaction) => {
      await server().prompts.makeCurrent(
        transaction,
        { project: 'shop', person: 'Ada' },
        { environment: 'production', versions: [{ prompt: 'greet', versionId: second.id }], at: server().now },
      )
      throw new Error('refused')
    })
    await expect(failing).rejects.toThrow('refused')
    expect(await servedNumber(server())).toBe(1)
    await server().release('production', [second])
    expect(await servedNumber(server())).toBe(2)
  })

  it('and shows a deployment by another process within five seconds, whether it is asked often or rarely', async () => {
    const [first, second] = await server().save('greet', 'Be kind.', 'Be brief.')
    if (first === undefined || second === undefined) throw new Error('there are two versions')
    await server().release('production', [first])
    const [often, rarely] = [server().anotherDoor().deployed, server().anotherDoor().deployed]
    const numberOf = async (door: typeof often): Promise<unknown> => JSON.parse((await door.get(key)).body).number
    expect([await numberOf(often), await numberOf(rarely)]).toEqual([1, 1])
    await server().release('production', [second])
    const seen: unknown[] = []
    for (let tenths = 1; tenths <= 40; tenths++) {
      server().now = new Date(server().now.getTime() + 100)
      seen.push(await numberOf(often))
      // The reading that an answer started ends before time goes on.
      await server().store.executeSql('select 1')
    }
    expect(seen[0]).toBe(1)
    expect(seen.at(-1)).toBe(2)
    expect(await numberOf(rarely)).toBe(2)
  })

  it('and is read once for all who ask at the same time', async () => {
    await server().release('production', await server().save('greet', 'Be kind.'))
    const door = server().anotherDoor().deployed
    const answers = await Promise.all(Array.from({ length: 500 }, () => door.get(key)))
    expect(new Set(answers).size).toBe(1)
  })
}
