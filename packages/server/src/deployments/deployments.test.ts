import { madeRowIdsIn } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ControlEngineUnderTest, controlEngines } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { openTemporaryTelemetry } from '../traces/testing/temporary-telemetry.ts'
import { containing, DeploymentsUnderTest } from './testing/deployments-under-test.ts'

const hourMs = 3_600_000
let telemetry: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
})
afterAll(async () => {
  await telemetry[Symbol.asyncDispose]()
})

for (const engine of controlEngines) promises(engine)

/** What deployments promise on every engine of the control store. */
function promises(engine: ControlEngineUnderTest): void {
  describe.skipIf(engine.skipped !== null)(`deployments on ${engine.name}`, () => {
    let server: DeploymentsUnderTest
    let project = ''
    let count = 0
    let rows: string[] = []
    beforeAll(async () => {
      await engine.start()
      server = await DeploymentsUnderTest.open(await engine.newPlace(), telemetry)
    })
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      await engine.stop()
    })
    beforeEach(async () => {
      project = `shop${++count}`
      server.now = new Date('2026-03-01T12:00:00Z')
      server.crashes = false
      rows = await server.addProject(project, 2)
      server.published.length = 0
    })

    const release = (...prompts: string[]) => ({ type: 'prompts' as const, prompts })
    const deploy = (prompt: string, more: object = {}) =>
      server.call('POST', '/api/deployments', {
        project,
        json: { environment: 'production', release: release(prompt), ...more },
      })
    const pass = (prompt: string, environment?: string) =>
      server.addVerdict({ project, environment }, 'pass', release(prompt))
    const live = async (environment = 'production') =>
      (await server.prompts.currentTargets(server.store.db, project, environment)).map(
        ({ target }) => `${target.name}@${target.number ?? target.version}`,
      )
    const state = (environment = 'production') => server.ask('GET', `/api/environments/${environment}`, { project })
    const actions = async () =>
      (await server.audit.list(project, { limit: 100 })).entries.map(({ action }) => action).reverse()
    const rollBack = (more: object = {}) =>
      server.call('POST', '/api/environments/production/rollback', { project, json: { reason: 'it is bad', ...more } })
    const inAnHour = () => new Date(server.now.getTime() + hourMs).toISOString()
    const command = 'pawl gate run --env production --prompt support@1'

    it('are refused without a gate, with the reason and the command that settles it, and that is recorded', async () => {
      const { status, body } = await deploy('support@1')
      expect(status).toBe(409)
      expect(body).toMatchObject({
        code: 'conflict',
        detail: 'No gate has decided on support@1 for production.',
        fix: command,
      })
      expect(await live()).toEqual([])
      expect((await actions()).at(-1)).toBe('deployment.refused')
      expect(server.published.map(({ event }) => event)).toEqual(['deployment.refused'])
    })

    it('happen with a verdict that covers exactly them, and keep what allowed them', async () => {
      const gateId = await pass('support@1')
      const check = { environment: 'production', release: release('support@1') }
      expect(await server.ask('POST', '/api/deployments/check', { project, json: check })).toMatchObject({
        ...{ isAllowed: true, ground: 'verdict', gateId, isLive: false, live: null },
      })
      const { status, body } = await deploy('support@1', { note: 'first' })
      expect(status).toBe(201)
      expect(body).toMatchObject({
        ...{ kind: 'deploy', ground: 'verdict', gateId, previous: null, isLive: true, note: 'first', who: 'Ada' },
        verdict: { verdict: 'pass', evidenceHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      })
      expect(await live()).toEqual(['support@1'])
      expect(server.published.at(-1)).toMatchObject({ event: 'deployment.created', data: { auditHead: body.audit } })
      expect(await server.audit.verify(project, [body.audit as never])).toMatchObject({ isIntact: true })
      expect(await server.changes(project)).toMatchObject([{ kind: 'deployment', at: body.at }])
      expect((await deploy('support@1')).status).toBe(200)
    })

    it.each([
      ['fail' as const, /failed: made to fail/, /pawl gate show/],
      [
        'inconclusive' as const,
        /inconclusive: made to inconclusive/,
        /pawl gate run --env production --prompt support@1/,
      ],
    ])('are refused where the gate ended with %s', async (verdict, detail, fix) => {
      await server.addVerdict({ project }, verdict, release('support@1'))
      const { status, body } = await deploy('support@1')
      expect([status, await live()]).toEqual([409, []])
      expect(body).toMatchObject({ detail: expect.stringMatching(detail), fix: expect.stringMatching(fix) })
    })

    it.each<[string, () => Promise<unknown>, RegExp]>([
      ['a row was added', () => server.addRow(project, 'another'), /is new or newly active/],
      [
        'a row was edited',
        () =>
          server.ask('PATCH', `/api/rows/${rows[0]}`, {
            project,
            headers: { 'if-match': '"1"' },
            json: { edit: { expectedBehavior: 'polite' }, reason: 'it was vague' },
          }),
        /was edited: revision 1 is now 2/,
      ],
      [
        'a row was archived',
        () =>
          server.ask('POST', `/api/rows/${rows[0]}/status`, {
            project,
            headers: { 'if-match': '"1"' },
            json: { status: 'archived', reason: 'obsolete' },
          }),
        /is no longer active/,
      ],
      [
        'an evaluator has a new version',
        () =>
          server.ask('POST', '/api/evaluators/right/versions', {
            project,
            json: { definition: containing('yes', 'no'), examples: [], note: 'lenient' },
          }),
        /evaluator right has another version/,
      ],
      [
        'the policy changed',
        () =>
          server.ask('PUT', '/api/environments/production/policy', {
            project,
            json: { policy: { environment: 'production', maxDrop: 0.01 } },
          }),
        /policy of production changed: maxDrop/,
      ],
      [
        'another version was deployed meanwhile',
        () => deploy('support@3', { override: { reason: 'urgent', expiresAt: inAnHour() } }),
        /It compared with nothing; deployed is support@3\./,
      ],
    ])('are refused where, since the verdict, %s', async (_, change, detail) => {
      await pass('support@1')
      await change()
      const { status, body } = await deploy('support@1')
      expect(status).toBe(409)
      expect(body).toMatchObject({ detail: expect.stringMatching(detail), fix: command })
      expect(await live()).not.toContain('support@1')
    })

    it('go on where only drafts, notes and other environments changed', async () => {
      await pass('support@1')
      const row = { input: { variables: { question: 'draft' }, messages: [] }, status: 'draft' }
      await server.ask('POST', '/api/datasets/refunds/rows', { project, json: { rows: [row], onDuplicate: 'add' } })
      const policy = { environment: 'staging', maxDrop: 0.02 }
      await server.ask('PUT', '/api/environments/staging/policy', { project, json: { policy } })
      expect((await deploy('support@1')).status).toBe(201)
    })

    it('need a reason where no active row protects, are shown as unprotected, and are never a pass', async () => {
      for (const id of rows) {
        const json = { status: 'archived', reason: 'gone' }
        await server.ask('POST', `/api/rows/${id}/status`, { project, headers: { 'if-match': '"1"' }, json })
      }
      await pass('support@1')
      const refused = await deploy('support@1')
      expect(refused.status).toBe(409)
      expect(refused.body.fix).toContain('pawl deploy --env production --prompt support@1 --unprotected')
      const { body } = await deploy('support@1', { unprotected: { reason: 'a first try' } })
      expect(body).toMatchObject({ ground: 'unprotected', reason: 'a first try' })
      expect(await state()).toMatchObject({ live: [{ isUnprotected: true }] })
      const [fetched] = [await server.call('GET', '/api/environments/production/prompts/support', { project })]
      expect(fetched.body).toMatchObject({ number: 1, isUnprotected: true })
    })

    it('are not unprotected by a word while rows are active', async () => {
      const { status, body } = await deploy('support@1', { unprotected: { reason: 'in a hurry' } })
      expect([status, body.detail]).toEqual([409, expect.stringContaining('2 active rows protect production')])
    })

    it('pass an override, which is shown wherever it is live, and expires once', async () => {
      await server.addVerdict({ project }, 'fail', release('support@1'))
      const override = { reason: 'the fix cannot wait', expiresAt: inAnHour() }
      const { body } = await deploy('support@1', { override })
      expect(body).toMatchObject({
        ground: 'override',
        override: {
          ...override,
          who: 'Ada',
          expiredAt: null,
          rows: expect.arrayContaining([
            { rowId: rows[0], dataset: 'refunds', reason: expect.any(String), isTried: expect.any(Boolean) },
          ]),
        },
      })
      expect(await state()).toMatchObject({ overrides: [{ reason: override.reason, expiredAt: null }] })
      // Its gate failed: what is live is said, and not that it might be deployed.
      const check = { environment: 'production', release: release('support@1') }
      expect(await server.ask('POST', '/api/deployments/check', { project, json: check })).toMatchObject({
        ...{ isLive: true, live: { ground: 'override', override: { who: 'Ada' } } },
        reason: expect.stringContaining('by an override of Ada until'),
      })
      server.now = new Date(server.now.getTime() + 2 * hourMs)
      await Promise.all([server.deployments.expireOverrides(), server.deployments.expireOverrides()])
      const { overrides } = await server.ask('GET', '/api/overrides', { project })
      expect(overrides).toMatchObject([{ expiredAt: server.now.toISOString() }])
      expect(await live()).toEqual(['support@1'])
      expect(
        server.published.filter(({ event, data }) => event === 'override.expired' && data.reason === override.reason),
      ).toHaveLength(1)
      expect((await actions()).slice(-3)).toEqual(['deployment.created', 'override.created', 'override.expired'])
      expect(await state()).toMatchObject({ overrides: [{ expiredAt: expect.any(String) }] })
    })

    it('refuse an override that is over already, or says no reason', async () => {
      const past = await deploy('support@1', { override: { reason: 'x', expiresAt: '2020-01-01T00:00:00Z' } })
      expect([past.status, past.body.where]).toEqual([400, 'override.expiresAt'])
      expect((await deploy('support@1', { override: { reason: ' ', expiresAt: inAnHour() } })).status).toBe(400)
    })

    it('are rolled back always, twice to the one before the one before, and to any that was there', async () => {
      for (const version of [1, 2, 3]) {
        await pass(`support@${version}`)
        expect((await deploy(`support@${version}`)).status).toBe(201)
      }
      await server.addRow(project, 'makes every verdict stale')
      const { status, body } = await rollBack()
      expect([status, await live()]).toEqual([201, ['support@2']])
      expect(body).toMatchObject({ kind: 'roll_back', ground: 'returned', reason: 'it is bad' })
      expect(server.published.at(-1)).toMatchObject({ event: 'deployment.rolled_back' })
      expect([(await rollBack()).status, await live()]).toEqual([201, ['support@1']])
      expect((await rollBack()).body.detail).toBe('Nothing stood in production before what is live there.')
      const { deployments } = await server.ask('GET', '/api/deployments?environment=production', { project })
      const third = (deployments as { id: string; release: { targets: { number: number }[] }; kind: string }[]).find(
        (each) => each.kind === 'deploy' && each.release.targets[0]?.number === 3,
      )
      expect([(await rollBack({ to: third?.id })).status, await live()]).toEqual([201, ['support@3']])
      expect((await rollBack({ to: 'dep_none' })).status).toBe(404)
      // To come back by another way than a roll-back needs a verdict.
      expect((await deploy('support@2')).status).toBe(409)
    })

    it('are promoted by the rules of where they go', async () => {
      await pass('support@1', 'staging')
      const staged = { environment: 'staging', release: release('support@1') }
      await server.ask('POST', '/api/deployments', { project, json: staged })
      const promote = (json: object = {}) =>
        server.call('POST', '/api/environments/production/promote', { project, json: { from: 'staging', ...json } })
      expect((await promote()).status).toBe(409)
      await pass('support@1')
      expect((await promote({ prompts: ['nobody'] })).status).toBe(404)
      expect((await promote()).body).toMatchObject({ kind: 'promote', ground: 'verdict', environment: 'production' })
      expect(await live()).toEqual(['support@1'])
      expect((await promote()).body.detail).toBe('Nothing in staging differs from production.')
    })

    it('stand in the audit log with ids, which its list names by what rows ask', async () => {
      await server.addVerdict({ project }, 'fail', release('support@1'))
      await deploy('support@1')
      const { body } = await server.call('GET', '/api/audit?limit=1', { project })
      const { entries, rowNames } = body as unknown as {
        entries: { details: { message: string } }[]
        rowNames: Record<string, string>
      }
      for (const id of madeRowIdsIn(entries[0]?.details.message ?? '')) expect(rowNames[id]).toMatch(/\S/)
      const names = await server.datasets.rowNames(project, [...rows, '00000000-0000-4000-8000-000000000000'])
      expect(Object.keys(names).sort()).toEqual([...rows].sort())
      expect(await server.datasets.rowNames('nobody', rows)).toEqual({})
    })

    it('release versions of agents, and roll them back as they were run', async () => {
      const dataset = { name: 'dialogues', purpose: 'regression', protects: 'the agent' }
      await server.ask('POST', '/api/datasets', { project, json: dataset })
      await server.addRow(project, 'what an agent is asked', 'dialogues')
      const target = { type: 'command' as const, command: 'node agent.js' }
      const agent = (version: string, more: object = {}) => ({
        type: 'external' as const,
        name: 'bot',
        version,
        ...more,
      })
      await server.addVerdict({ project }, 'pass', agent('1.0', { target, isDeterministic: true }))
      const first = await server.call('POST', '/api/deployments', {
        project,
        json: { environment: 'production', release: agent('1.0') },
      })
      expect(first.status).toBe(201)
      const override = { reason: 'now', expiresAt: inAnHour() }
      await server.ask('POST', '/api/deployments', {
        project,
        json: { environment: 'production', release: agent('1.1'), override },
      })
      expect(await live()).toEqual(['bot@1.1'])
      await rollBack()
      const [current] = await server.prompts.currentTargets(server.store.db, project, 'production')
      expect(current).toMatchObject({ target: { version: '1.0' }, external: { target, isDeterministic: true } })
    })

    it('happen whole or not at all when the process ends in between', async () => {
      await pass('support@1')
      server.crashes = true
      expect((await deploy('support@1')).status).toBe(500)
      server.crashes = false
      expect([await live(), await server.changes(project)]).toEqual([[], []])
      expect((await actions()).filter((action) => action.startsWith('deployment'))).toEqual([])
      expect((await deploy('support@1')).status).toBe(201)
    })

    it('of two releases at once let one in: the other compared with what is no longer live', async () => {
      for (let round = 0; round < 3; round++) {
        await pass('support@1')
        await pass('support@2')
        const before = await live()
        const wanted = ['support@1', 'support@2'].filter((version) => !before.includes(version))
        const answers = await Promise.all(wanted.flatMap((version) => [deploy(version), deploy(version)]))
        const [winner] = await live()
        expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
        for (const [at, { status }] of answers.entries()) {
          const isWinner = wanted[Math.floor(at / 2)] === winner
          expect(isWinner ? [200, 201] : [409]).toContain(status)
        }
      }
      expect(await server.audit.verify(project, [])).toMatchObject({ isIntact: true })
    })

    it('head their page with what protects less since the last one', async () => {
      await pass('support@1')
      await deploy('support@1')
      const json = { status: 'archived', reason: 'obsolete' }
      await server.ask('POST', `/api/rows/${rows[0]}/status`, { project, headers: { 'if-match': '"1"' }, json })
      const about = { protectedBy: { datasets: [] } }
      expect((await server.call('PATCH', '/api/prompts/support', { project, json: about })).body.where).toBe('reason')
      await server.ask('PATCH', '/api/prompts/support', { project, json: { ...about, reason: 'elsewhere' } })
      const version = { definition: containing('yes', 'sure'), examples: [] }
      const lenient = await server.call('POST', '/api/evaluators/right/versions', {
        project,
        json: { ...version, note: '' },
      })
      expect([lenient.status, lenient.body.where]).toEqual([409, 'note'])
      await server.ask('POST', '/api/evaluators/right/versions', { project, json: { ...version, note: 'lenient' } })
      const { weakenings } = await state()
      expect(
        (weakenings as { action: string; reason: string }[]).map(({ action, reason }) => [action, reason]),
      ).toEqual([
        ['evaluator.changed', 'lenient'],
        ['prompt.weakened', 'elsewhere'],
        ['row.weakened', 'obsolete'],
      ])
      await deploy('support@2', { override: { reason: 'seen', expiresAt: inAnHour() } })
      expect(await state()).toMatchObject({ weakenings: [] })
    })

    it('say on their page what is live, by what, and what waits', async () => {
      await server.addPrompt(project, 'greeting', ['hello'])
      const gateId = await pass('support@1')
      await deploy('support@1')
      const page = await state()
      expect(page).toMatchObject({
        name: 'production',
        live: [
          {
            target: { name: 'support', number: 1 },
            deployment: { gateId, ground: 'verdict' },
            newest: { number: 3 },
            check: { isAllowed: false, fix: 'pawl gate run --env production --prompt support@3' },
          },
        ],
        absent: [{ newest: { name: 'greeting', number: 1 }, check: { isAllowed: false } }],
        policy: { number: 0 },
      })
      expect((await server.call('DELETE', '/api/prompts/support', { project })).status).toBe(409)
      expect((await server.call('GET', '/api/environments/nowhere', { project })).status).toBe(404)
    })
  })
}
