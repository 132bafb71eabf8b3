import { createHash } from 'node:crypto'
import { contentAddressText, type PromptContent, promptContentSchema } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { openTemporaryTelemetry } from '../traces/testing/temporary-telemetry.ts'
import { contentOf, PromptsUnderTest } from './testing/prompts-under-test.ts'

let telemetry: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

for (const engine of controlEngines) {
  describe.skipIf(engine.skipped !== null)(`prompts on ${engine.name}`, () => {
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

    describe('versions', () => versionPromises(subject))
    describe('refs', () => refPromises(subject))
    describe('saving at once', () => concurrencyPromises(subject))
    describe('prompts', () => promptPromises(subject))
    describe('environments', () => environmentPromises(subject))
  })
}

type Subject = () => PromptsUnderTest
const addressOf = (content: PromptContent) => createHash('sha256').update(contentAddressText(content)).digest('hex')

function versionPromises(server: Subject): void {
  it('are addressed by their content and numbered from 1', async () => {
    const [first, second] = await server().save('greet', 'Be kind.', 'Be very kind.')
    expect(first).toMatchObject({ number: 1, author: 'Ada', id: addressOf(contentOf('Be kind.')) })
    expect(second).toMatchObject({ number: 2, id: addressOf(contentOf('Be very kind.')) })
    const { versions } = await server().json(200, ['GET', '/api/prompts/greet/versions'])
    expect(versions).toMatchObject([{ number: 2, model: 'openai/gpt-4o-mini' }, { number: 1 }])
    expect(JSON.stringify(versions)).not.toContain('kind')
  })

  it('the same content again is the same version, whoever sends it, and says so', async () => {
    await server().save('greet', 'Be kind.', 'Be brief.')
    const json = { content: contentOf('Be kind.'), note: 'once more' }
    const again = await server().json(200, ['POST', '/api/prompts/greet/versions'], { json, person: 'Bob' })
    expect(again).toMatchObject({ isNew: false, version: { number: 1, author: 'Ada', note: '' } })
    expect(await server().prompts.version('shop', 'greet')).toMatchObject({ number: 2 })
  })

  it('are the same content when they come back, whatever is in them', async () => {
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'any' } })
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('\0', '\ud800', "'; drop table prompts; --", '{{x}} \\{{x}}', '</script><b>', '%_\\', '\u202e'),
    )
    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(fc.string({ minLength: 1 }), text), async (said, schema) => {
        const content = promptContentSchema.parse({
          model: 'm',
          messages: [{ role: 'user', parts: [{ type: 'text', content: said }] }],
          tools: [{ name: 'look_up', parameters: schema }],
        })
        const json = { content, note: '' }
        const { status, body } = await server().call('POST', '/api/prompts/any/versions', { json })
        expect([200, 201]).toContain(status)
        const { id } = body.version as { id: string }
        const read = await server().json(200, ['GET', `/api/prompts/any/versions/${id}`])
        expect(read.content).toEqual(content)
        expect(addressOf(promptContentSchema.parse(read.content))).toBe(id)
      }),
      { numRuns: 40 },
    )
  })

  it('say where a content that is none goes wrong', async () => {
    await server().save('greet', 'Be kind.')
    const json = { content: { model: 'm', messages: [{ role: 'boss', parts: [] }] } }
    const problem = await server().json(400, ['POST', '/api/prompts/greet/versions'], { json })
    expect(problem).toMatchObject({ code: 'bad_request', where: 'body.content.messages.0.role' })
  })

  it('differ message by message, also between two prompts', async () => {
    await server().save('greet', 'Be kind.', 'Be very kind.')
    await server().save('bye', 'Be kind.')
    const diff = await server().json(200, ['GET', '/api/prompts/greet/diff?from=1'])
    expect(diff).toMatchObject({ from: { number: 1 }, to: { number: 2 }, diff: { messages: [{ kind: 'changed' }] } })
    const across = await server().json(200, ['GET', '/api/prompts/greet/diff?from=bye@1&to=1'])
    expect(across).toMatchObject({ from: { promptName: 'bye' }, to: { promptName: 'greet' }, diff: { same: true } })
    expect(await server().json(400, ['GET', '/api/prompts/greet/diff?from=1&too=2'])).toMatchObject({
      fix: expect.stringContaining('"to"'),
    })
  })

  it('render with the input of a row, in which braces mean nothing', async () => {
    await server().save('greet', 'Greet {{user}} in {{city}}.')
    const render = ['POST', '/api/prompts/greet/versions/1/render'] as const
    const missing = await server().json(400, render, { json: { variables: { usr: 'Ann' } } })
    expect(missing.detail).toContain('"user", "city"')
    const variables = { user: '{{city}} \\{{user}}', city: 'Ulm', colour: 'red' }
    const json = { variables, messages: [{ role: 'user', parts: [{ type: 'text', content: 'Say {{user}}' }] }] }
    expect(await server().json(200, render, { json })).toEqual({
      messages: [
        { role: 'system', parts: [{ type: 'text', content: 'Greet {{city}} \\{{user}} in Ulm.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Say {{user}}' }] },
      ],
      unusedVariables: ['colour'],
    })
  })

  it('go out and come in again as files of both forms', async () => {
    await server().save('greet', 'Greet {{user}}:\n  kindly\n', 'newer')
    for (const form of ['pawl', 'github']) {
      const file = await server().json(200, ['GET', `/api/prompts/greet/versions/1/file?form=${form}`])
      const text = String(file.text)
      const back = await server().json(200, ['POST', '/api/prompt-files'], { json: { text, form } })
      expect(back).toMatchObject({ prompt: 'greet', isNew: false, isNewPrompt: false, version: { number: 1 } })
      const other = await server().json(201, ['POST', '/api/prompt-files'], {
        json: { text: text.replace('name: greet\n', ''), form, name: `in ${form}` },
      })
      expect(other).toMatchObject({ prompt: `in ${form}`, isNew: true, isNewPrompt: true, version: { number: 1 } })
    }
    const broken = await server().json(400, ['POST', '/api/prompt-files'], { json: { text: 'model: [', name: 'x' } })
    expect(broken.where).toMatch(/^line 1/)
    expect((await server().call('GET', '/api/prompts/x')).status).toBe(404)
  })
}

function refPromises(server: Subject): void {
  it('name the newest, a number, the first digits of an id or what is current', async () => {
    const [first, second] = await server().save('greet', 'one', 'two')
    if (first === undefined || second === undefined) throw new Error('nothing was saved')
    const versions = [{ prompt: 'greet', versionId: first.id }]
    const change = { environment: 'production', versions, at: server().now }
    await server().store.transaction((transaction) =>
      server().prompts.makeCurrent(transaction, { project: 'shop', person: 'Ada' }, change),
    )
    const numberOf = async (ref: string) => (await server().prompts.version('shop', ref)).number
    expect(await numberOf('greet')).toBe(2)
    expect(await numberOf('greet@newest')).toBe(2)
    expect(await numberOf('greet@1')).toBe(1)
    expect(await numberOf(`greet@${first.id.slice(0, 6)}`)).toBe(1)
    expect(await numberOf(`greet@${second.id.toUpperCase()}`)).toBe(2)
    expect(await numberOf('greet@production')).toBe(1)
  })

  it('that are wrong are answered with what there is', async () => {
    await server().save('refund_policy', 'one', 'two')
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'empty' } })
    const problem = (ref: string) => server().prompts.version('shop', ref)
    await expect(problem('refund_polcy')).rejects.toMatchObject({
      code: 'not_found',
      fix: 'There are "refund_policy", "empty".',
    })
    for (const choice of ['9', 'abcdef0', 'staging', 'no such environment\0', '999999999']) {
      await expect(problem(`refund_policy@${choice}`)).rejects.toMatchObject({
        code: 'not_found',
        fix: expect.stringMatching(
          /^There are versions 1 to 2; the newest is [0-9a-f]{12}; nothing is current in production, staging\.$/,
        ),
      })
    }
    await expect(problem('empty')).rejects.toMatchObject({ message: 'The prompt "empty" has no version yet.' })
    await expect(problem('')).rejects.toMatchObject({ code: 'bad_request' })
    await expect(server().prompts.version('other', 'refund_policy')).rejects.toMatchObject({ code: 'not_found' })
  })
}

function concurrencyPromises(server: Subject): void {
  it('twenty people who save give twenty versions with twenty numbers', async () => {
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'greet' } })
    const saves = Array.from({ length: 20 }, (_, index) =>
      server().json(201, ['POST', '/api/prompts/greet/versions'], { json: { content: contentOf(`text ${index}`) } }),
    )
    const numbers = (await Promise.all(saves)).map(({ version }) => (version as { number: number }).number)
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('the same content from many at once becomes one version', async () => {
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'greet' } })
    const json = { content: contentOf('same') }
    const saves = Array.from({ length: 10 }, () => server().call('POST', '/api/prompts/greet/versions', { json }))
    const statuses = (await Promise.all(saves)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 200)).toHaveLength(9)
  })

  it('of two who started from the same version one is told who was faster', async () => {
    await server().save('greet', 'one')
    const save = (person: string) =>
      server().call('POST', '/api/prompts/greet/versions', {
        json: { content: contentOf(`by ${person}`), basedOn: 1 },
        person,
      })
    const answers = await Promise.all([save('Ann'), save('Bob')])
    const [won, lost] = answers[0].status === 201 ? answers : [answers[1], answers[0]]
    expect(won.status).toBe(201)
    const { author } = won.body.version as { author: string }
    expect(lost).toMatchObject({ status: 409, body: { where: 'basedOn' } })
    expect(lost.body.detail).toBe(`${author} saved version 2 of "greet" meanwhile.`)
  })

  it('of many who make a prompt one does', async () => {
    const json = { name: 'greet', version: { content: contentOf('one') } }
    const answers = await Promise.all(Array.from({ length: 8 }, () => server().call('POST', '/api/prompts', { json })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  })
}

const hostileNames = [
  '../../etc/passwd',
  'a/b?c=d#e',
  '%2e%2e',
  '100 % of {{x}}',
  '<img src=x onerror=alert(1)>',
  "'; drop table prompts; --",
  'Ünïcode 退款 ☂️',
  'newest',
  '__proto__',
]

function promptPromises(server: Subject): void {
  it('may have any name and stay apart', async () => {
    for (const name of hostileNames) {
      const json = { name, version: { content: contentOf(name) } }
      await server().json(201, ['POST', '/api/prompts'], { json })
    }
    for (const name of hostileNames) {
      const path = `/api/prompts/${encodeURIComponent(name)}`
      expect(await server().json(200, ['GET', path])).toMatchObject({ name, versionCount: 1 })
      expect(await server().json(200, ['GET', `${path}/versions/newest`])).toMatchObject({ content: contentOf(name) })
    }
    const { prompts } = await server().json(200, ['GET', '/api/prompts'])
    expect((prompts as { name: string }[]).map(({ name }) => name).sort()).toEqual([...hostileNames].sort())
    expect(await server().json(200, ['GET', '/api/prompts'], { project: 'other' })).toEqual({ prompts: [] })
  })

  it('refuse names that no address or reference could hold', async () => {
    for (const name of ['', '.', '..', 'a@b', ' a', 'a ', 'a\nb', 'a\0b', '\ud800', 'x'.repeat(101)]) {
      const problem = await server().json(400, ['POST', '/api/prompts'], { json: { name } })
      expect(problem).toMatchObject({ where: 'body.name' })
    }
  })

  it('say what protects them, and change as told', async () => {
    for (const name of ['refund_policy_regressions', 'tool_lookup_failures']) {
      const json = { name, purpose: 'regression', protects: 'the shop' }
      await server().json(201, ['POST', '/api/datasets'], { json })
    }
    const [datasets, evaluators] = [['tool_lookup_failures', 'tool_lookup_failures'], ['json_contract']]
    const protectedBy = { datasets, evaluators }
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'greet', description: 'first', protectedBy } })
    const change = { protectedBy: { datasets: ['refund_policy_regressions'] } }
    const changed = await server().json(200, ['PATCH', '/api/prompts/greet'], { json: change })
    expect(changed).toMatchObject({
      description: 'first',
      protectedBy: { datasets: ['refund_policy_regressions'], evaluators: ['json_contract'] },
    })
    for (const wrong of [{ datasets: ['refund_polcy'] }, { evaluators: ['json_contract', 'none'] }]) {
      const json = { name: 'other', protectedBy: wrong }
      expect((await server().call('POST', '/api/prompts', { json })).status).toBe(404)
      expect((await server().call('PATCH', '/api/prompts/greet', { json: { protectedBy: wrong } })).status).toBe(404)
    }
    const dataset = { kind: 'dataset', name: 'refund_policy_regressions' } as const
    expect(await server().prompts.protectedBy('shop', dataset)).toEqual(['greet'])
    expect(await server().prompts.protectedBy('other', dataset)).toEqual([])
  })

  it('keep the datasets that protect them from being archived or renamed by accident', async () => {
    const dataset = (name: string) =>
      server().json(201, ['POST', '/api/datasets'], { json: { name, purpose: 'regression' } })
    await dataset('refund_rules')
    await dataset('spare_rules')
    const protectedBy = { datasets: ['refund_rules'] }
    await server().json(201, ['POST', '/api/prompts'], { json: { name: 'refunds', protectedBy } })
    const archive = (name: string, json: object) => server().call('POST', `/api/datasets/${name}/archive`, { json })
    for (const json of [{}, { reason: 'old' }, { force: true }]) {
      expect(await archive('refund_rules', json)).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('protects refunds') },
      })
    }
    const renamed = await server().call('PATCH', '/api/datasets/refund_rules', { json: { name: 'other_rules' } })
    expect(renamed).toMatchObject({ status: 409, body: { detail: expect.stringContaining('refunds') } })
    expect((await archive('spare_rules', {})).status).toBe(200)
    expect((await archive('refund_rules', { force: true, reason: 'the prompt goes next week' })).status).toBe(200)
    const { revisions } = await server().json(200, ['GET', '/api/datasets/refund_rules/history'])
    expect(revisions).toMatchObject([{ change: 'dataset_archived', note: 'the prompt goes next week', who: 'Ada' }])
  })

  it('are archived: out of the list, still readable, closed for new versions', async () => {
    await server().save('greet', 'one')
    await server().json(200, ['PATCH', '/api/prompts/greet'], { json: { archived: true } })
    expect(await server().json(200, ['GET', '/api/prompts'])).toEqual({ prompts: [] })
    expect(await server().json(200, ['GET', '/api/prompts?archived=true'])).toMatchObject({
      prompts: [{ name: 'greet' }],
    })
    expect(await server().prompts.version('shop', 'greet')).toMatchObject({ number: 1 })
    const json = { content: contentOf('two') }
    expect((await server().call('POST', '/api/prompts/greet/versions', { json })).status).toBe(409)
    await server().json(200, ['PATCH', '/api/prompts/greet'], { json: { archived: false } })
    expect((await server().call('POST', '/api/prompts/greet/versions', { json })).status).toBe(201)
  })

  it('go only when nothing refers to them', async () => {
    await server().save('greet', 'one')
    await server().save('free', 'one')
    server().prompts.addReferrer(async (project, prompt) =>
      project === 'shop' && prompt === 'greet' ? ['run 12', 'run 13'] : [],
    )
    const problem = await server().json(409, ['DELETE', '/api/prompts/greet'])
    expect(problem.detail).toBe('The prompt "greet" is needed by run 12, run 13.')
    expect((await server().call('DELETE', '/api/prompts/free')).status).toBe(204)
    expect((await server().call('GET', '/api/prompts/free')).status).toBe(404)
    expect((await server().call('DELETE', '/api/prompts/free')).status).toBe(404)
  })
}

function environmentPromises(server: Subject): void {
  const author = { project: 'shop', person: 'Ada' }

  it('production and staging are there from the start, others are made', async () => {
    const list = await server().json(200, ['GET', '/api/environments'])
    expect(list).toEqual({
      environments: [
        { name: 'production', current: [] },
        { name: 'staging', current: [] },
      ],
    })
    await server().json(201, ['POST', '/api/environments'], { json: { name: 'canary' } })
    for (const name of ['canary', 'production']) {
      expect((await server().call('POST', '/api/environments', { json: { name } })).status).toBe(409)
    }
    // `greet@decade1` would name an id.
    for (const name of ['decade', 'Prod', '', 'newest', '7']) {
      expect((await server().call('POST', '/api/environments', { json: { name } })).status).toBe(400)
    }
  })

  it('what is current changes all at once or not at all, and keeps its prompt', async () => {
    const [first] = await server().save('greet', 'one', 'two')
    const [other] = await server().save('bye', 'bye')
    if (first === undefined || other === undefined) throw new Error('nothing was saved')
    const makeCurrent = (environment: string, versions: { prompt: string; versionId: string }[]) =>
      server().store.transaction((transaction) =>
        server().prompts.makeCurrent(transaction, author, { environment, versions, at: server().now }),
      )
    const good = { prompt: 'greet', versionId: first.id }
    await expect(makeCurrent('production', [good, { prompt: 'bye', versionId: first.id }])).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(makeCurrent('prod', [good])).rejects.toMatchObject({ fix: 'There are production, staging.' })
    expect(await server().json(200, ['GET', '/api/prompts/greet'])).toMatchObject({ current: [] })
    await makeCurrent('production', [good, { prompt: 'bye', versionId: other.id }])
    expect(await server().json(200, ['GET', '/api/prompts/greet'])).toMatchObject({
      current: [{ environment: 'production', number: 1, by: 'Ada', since: server().now.toISOString() }],
    })
    expect((await server().call('DELETE', '/api/prompts/greet')).body.detail).toContain('environment production')
    expect((await server().call('PATCH', '/api/prompts/greet', { json: { archived: true } })).status).toBe(409)
    await server().store.transaction((transaction) =>
      server().prompts.makeCurrent(transaction, author, {
        environment: 'production',
        versions: [],
        removed: ['greet'],
        at: server().now,
      }),
    )
    expect((await server().call('DELETE', '/api/prompts/greet')).status).toBe(204)
  })
}
