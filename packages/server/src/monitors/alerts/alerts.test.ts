import type { Alert, AlertList } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { controlEngines } from '../../platform/control/testing/index.ts'
import { markChange } from '../../traces/index.ts'
import { AlertsUnderTest, foundEvidence, shiftFinding } from './testing/alerts-under-test.ts'

const soon = { timeout: 30_000, interval: 20 }
const hourMs = 3_600_000
const dayMs = 24 * hourMs

for (const engine of controlEngines) {
  describe.skipIf(engine.skipped !== null)(`alerts on ${engine.name}`, () => {
    let server: AlertsUnderTest
    let project = ''
    let count = 0
    beforeAll(async () => {
      await engine.start()
      server = await AlertsUnderTest.open(await engine.newPlace())
    })
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      await engine.stop()
    })
    beforeEach(async () => {
      project = `shop${++count}`
      await server.addProject(project)
      server.now = new Date('2026-03-01T10:00:00Z')
      server.evidence = async () => foundEvidence
      server.received.length = 0
      server.delaysS.length = 0
      server.forgotten.length = 0
      server.answers.clear()
    })

    const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, json?: unknown) =>
      server.ask({ project, method, path, json })
    const list = async (query = '') => ((await ask('GET', `/api/alerts${query}`)).body as AlertList).alerts
    const only = async (query = '?state=all'): Promise<Alert> => {
      const alerts = await list(query)
      expect(alerts).toHaveLength(1)
      return (await ask('GET', `/api/alerts/${alerts[0]?.id}`)).body
    }
    const events = (alert: Alert) => alert.history.map(({ event }) => event)
    const later = (ms: number) => ({ ...shiftFinding, alarmAtMs: shiftFinding.alarmAtMs + ms })
    const recovery = (ms: number) => ({
      ...({ kind: 'recovery', slice: shiftFinding.slice, direction: 'worse', reason: 'Back for 2 hours.' } as const),
      ...{ backSinceMs: shiftFinding.alarmAtMs + ms - 2 * hourMs, noticedAtMs: shiftFinding.alarmAtMs + ms },
    })
    const addChannel = (channel: object) => ask('POST', '/api/alert-channels', channel)
    const addSlack = (path = '/slack', name = 'ops') =>
      addChannel({ name, kind: 'slack', url: `${server.receiverUrl}${path}` })
    const settled = () =>
      vi.waitFor(async () => {
        const alert = await only()
        const told = alert.history.filter(({ event }) => event === 'notified' || event === 'not_notified').length
        const toTell = alert.history.filter(({ event }) => ['opened', 'reopened', 'resolved'].includes(event)).length
        expect(told).toBeGreaterThanOrEqual(toTell)
        return alert
      }, soon)

    it('what else changed then is looked up whenever an alert is: a mark may come after it', async () => {
      await server.report(project, shiftFinding)
      expect((await settled()).changes).toEqual([])
      const draw = (title: string, minutes: number) =>
        server.store.transaction((transaction) => {
          const at = new Date(shiftFinding.change.atMs + minutes * 60_000)
          return markChange(transaction, { project, kind: 'release', at, title, details: {} })
        })
      for (const minutes of [-300, -40, -2, 3, 30]) await draw(`after ${minutes} min`, minutes)
      const titles = async () => (await only()).changes.map(({ title }) => title)
      expect(await titles()).toEqual(['after -2 min', 'after 3 min', 'after -40 min'])
      // Of a threshold, whatever its window holds may have crossed it.
      const after = { ...shiftFinding.after, fromMs: shiftFinding.change.atMs - 6 * hourMs }
      await server.report(project, { ...later(60_000), after, isConfirmed: true })
      expect(await titles()).toContain('after -300 min')
    })

    it('one problem is one alert, however often a monitor finds it; what more is known is kept', async () => {
      await server.report(project, shiftFinding)
      await server.report(project, later(60_000))
      const change = { ...shiftFinding.change, atMs: shiftFinding.change.atMs - 120_000 }
      await server.report(project, { ...later(120_000), change, isConfirmed: true })
      const alert = await settled()
      expect(events(alert).filter((event) => event !== 'not_notified')).toEqual(['opened', 'updated'])
      expect(alert).toMatchObject({
        ...{ state: 'open', changedAt: '2026-03-01T08:58:00.000Z', detectedAt: '2026-03-01T09:40:00.000Z' },
        ...{ sureness: { isConfirmed: true, falseAlarmDays: 90 }, before: { value: 0.021 }, now: { value: 0.098 } },
        title: 'Error rate of model gpt-4o rose from 2.1 % to 9.8 %',
        tracesQuery: 'from=2026-03-01T08%3A58%3A00.000Z&model=gpt-4o&status=error',
      })
    })

    it('another slice, direction or monitor is another problem', async () => {
      await server.report(project, shiftFinding)
      await server.report(project, { ...shiftFinding, slice: { key: 'model', value: 'other' } })
      await server.report(project, { ...shiftFinding, slice: null })
      await server.report(project, { ...shiftFinding, direction: 'better' })
      await server.report(project, shiftFinding, { monitor: { name: 'others' } })
      expect(await list()).toHaveLength(5)
      expect(await list('?monitor=others')).toHaveLength(1)
    })

    it('nothing of an alert stays of a round that is not kept', async () => {
      const cut = server.store.transaction(async (transaction) => {
        const by = { project, monitorId: 'mon', definition: {} as never, mutedUntil: null }
        await server.alerts.report(
          transaction,
          { ...by, definition: { name: 'errors', metric: { measure: 'error_rate' }, channels: null } as never },
          shiftFinding,
        )
        throw new Error('the process ended')
      })
      await expect(cut).rejects.toThrow('the process ended')
      expect(await list('?state=all')).toEqual([])
    })

    it('is resolved by itself when its metric is back, reopened when it comes again soon, new when it comes later', async () => {
      await server.report(project, shiftFinding)
      await server.report(project, recovery(dayMs))
      expect(await only()).toMatchObject({ state: 'resolved', resolvedAt: '2026-03-02T09:40:00.000Z' })
      expect(await list()).toEqual([])
      await server.report(project, later(2 * dayMs))
      const again = await only('')
      expect(again).toMatchObject({ state: 'reopened', resolvedAt: null, detectedAt: '2026-03-03T09:40:00.000Z' })
      expect(events(again).filter((event) => event !== 'not_notified')).toEqual(['opened', 'resolved', 'reopened'])
      await server.report(project, recovery(3 * dayMs))
      await server.report(project, later(11 * dayMs))
      expect((await list('?state=all')).map(({ state }) => state)).toEqual(['open', 'resolved'])
    })

    it('the recovery of one slice leaves the others open', async () => {
      await server.report(project, shiftFinding)
      await server.report(project, { ...shiftFinding, slice: null })
      await server.report(project, recovery(dayMs))
      expect(await list()).toMatchObject([{ slice: null }])
    })

    it('a person acknowledges it, and resolves it; the monitor begins anew', async () => {
      await server.report(project, shiftFinding)
      const { id } = await only()
      const act = (action: string, json: object = {}) => ask('POST', `/api/alerts/${id}/${action}`, json)
      expect((await act('acknowledge', { note: 'I look' })).body).toMatchObject({ state: 'acknowledged' })
      await server.report(project, later(60_000))
      expect((await act('acknowledge')).body).toMatchObject({ state: 'acknowledged' })
      expect((await act('resolve', { note: 'rolled back' })).body).toMatchObject({ state: 'resolved' })
      expect(server.forgotten).toEqual([
        { project, monitorId: 'mon_errors', slice: 'gpt-4o', atMs: server.now.getTime(), learnFromMs: null },
      ])
      const { body } = await act('resolve')
      const byAda = (body as Alert).history.filter(({ who }) => who === 'Ada')
      expect(byAda.map(({ event, note }) => [event, note])).toEqual([
        ['acknowledged', 'I look'],
        ['resolved', 'rolled back'],
      ])
      expect(await ask('POST', '/api/alerts/alt_x/resolve', {})).toMatchObject({ status: 404 })
    })

    it('what a person takes for the new usual is learned from the change on, and is another problem the next time', async () => {
      await server.report(project, shiftFinding)
      const { id } = await only()
      await ask('POST', `/api/alerts/${id}/resolve`, { isNewUsual: true })
      expect(server.forgotten).toMatchObject([{ learnFromMs: shiftFinding.change.atMs }])
      await server.report(project, later(2 * hourMs))
      expect((await list('?state=all')).map(({ state }) => state)).toEqual(['open', 'resolved'])
    })

    it('two who act at once leave one history', async () => {
      await server.report(project, shiftFinding)
      const { id } = await only()
      const act = (action: string) => ask('POST', `/api/alerts/${id}/${action}`, {})
      await Promise.all([act('resolve'), act('resolve'), act('acknowledge'), act('resolve')])
      const alert = await only()
      expect(alert.state).toBe('resolved')
      expect(events(alert).filter((event) => event === 'resolved')).toHaveLength(1)
    })

    it('a page of the list goes on where the last one ended', async () => {
      for (let index = 0; index < 5; index++) {
        await server.report(project, { ...later(index * 1000), slice: { key: 'model', value: `m${index}` } })
      }
      const seen: string[] = []
      let cursor = ''
      do {
        const { body } = await ask('GET', `/api/alerts?limit=2${cursor}`)
        const page = body as AlertList
        seen.push(...page.alerts.map(({ slice }) => slice?.value ?? ''))
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
      } while (cursor !== '')
      expect(seen).toEqual(['m4', 'm3', 'm2', 'm1', 'm0'])
      expect(await ask('GET', '/api/alerts?cursor=x')).toMatchObject({ status: 400 })
      expect(await ask('GET', '/api/alerts?stat=all')).toMatchObject({ status: 400 })
    })

    it('alerts of another project are not there', async () => {
      await server.report(project, shiftFinding)
      const { id } = await only()
      await server.addProject(`${project}b`)
      expect(await server.ask({ project: `${project}b`, method: 'GET', path: `/api/alerts/${id}` })).toMatchObject({
        status: 404,
      })
      expect(
        await server.ask({ project: `${project}b`, method: 'POST', path: `/api/alerts/${id}/resolve`, json: {} }),
      ).toMatchObject({ status: 404 })
    })

    it('what it cites is copied; on request it is erased, with the names of people', async () => {
      const trace = { traceId: 'a'.repeat(32), name: 'chat', startTime: '2026-03-01T09:10:00Z', value: 1 }
      const copied = {
        trace: { ...trace, inputPreview: 'my card', outputPreview: 'hi' },
        sessionId: 's1',
        userId: 'person-77',
      }
      const mine = { slice: { key: 'user', value: 'person-77' } as const, share: 1, before: null, now: null }
      server.evidence = async () => ({
        evidence: { ...foundEvidence.evidence, explainedBy: [mine, { ...mine, slice: { key: 'model', value: 'm' } }] },
        traces: [
          { kind: 'worst', ...copied },
          {
            kind: 'worst',
            ...copied,
            trace: { ...copied.trace, traceId: 'b'.repeat(32) },
            userId: 'ben',
            sessionId: 's2',
          },
          {
            kind: 'typical',
            ...copied,
            trace: { ...copied.trace, traceId: 'c'.repeat(32) },
            userId: 'ben',
            sessionId: 's3',
          },
        ],
      })
      await server.report(project, { ...shiftFinding, slice: { key: 'user', value: 'person-77' } })
      expect(await settled()).toMatchObject({ worst: [{ inputPreview: 'my card' }, {}], typical: [{}] })
      await server.alerts.erase({ project, traceIds: ['c'.repeat(32)] })
      expect(await only()).toMatchObject({ worst: [{}, {}], typical: [] })
      await server.alerts.erase({ project, traceIds: [], userId: 'person-77' })
      const erased = await only()
      expect(erased.worst.map(({ traceId }) => traceId)).toEqual(['b'.repeat(32)])
      expect(erased.explainedBy).toMatchObject([{ slice: { key: 'model' } }])
      expect(JSON.stringify(erased)).not.toContain('person-77')
      expect(erased.title).toContain('user (erased)')
    })

    it('its evidence may fail: it is told without', async () => {
      server.evidence = () => Promise.reject(new Error('the store is busy'))
      await addSlack()
      await server.report(project, shiftFinding)
      const alert = await settled()
      expect(events(alert)).toContain('notified')
      expect(server.received[0]?.body).toContain('is worse than usual')
    })

    describe('channels', () => {
      const news = () => server.received.map(({ path, body }) => [path, JSON.parse(body)] as const)

      it('all are told when it opens, is over and comes again: chat, mail, signed webhook and the webhooks of the project', async () => {
        await addSlack()
        const hook = await addChannel({ name: 'hook', kind: 'webhook', url: `${server.receiverUrl}/hook` })
        expect(hook.body).toMatchObject({
          secret: expect.stringMatching(/^whsec_/),
          destination: `${server.receiverUrl}/…`,
        })
        await addChannel({ name: 'mail', kind: 'email', to: [`${project}@example.com`] })
        await server.webhooks.create(
          { project, person: 'Ada' },
          { url: `${server.receiverUrl}/events`, events: ['alert.opened'] },
        )
        await server.report(project, shiftFinding)
        await vi.waitFor(async () => {
          expect(events(await only()).filter((event) => event === 'notified')).toHaveLength(3)
          expect(
            news()
              .map(([path]) => path)
              .sort(),
          ).toEqual(['/events', '/hook', '/slack'])
        }, soon)
        const bodies = Object.fromEntries(news())
        expect(bodies['/slack'].text).toContain('*Worse: Error rate of model gpt-4o rose from 2.1 % to 9.8 %*')
        expect(bodies['/slack'].text).toContain(
          `<https://pawl.example.com/alerts/${(await only()).id}?project=${project}|Open the alert>`,
        )
        expect(bodies['/hook']).toMatchObject({ type: 'alert.opened', data: { state: 'open', now: { value: 0.098 } } })
        expect(bodies['/events']).toMatchObject({ type: 'alert.opened', data: { monitor: 'errors' } })
        expect(server.received.find(({ path }) => path === '/hook')?.headers['webhook-signature']).toMatch(/^v1,/)
        const mine = () => server.mails.filter(({ to }) => to[0] === `${project}@example.com`)
        expect(mine()[0]?.source).toContain('Subject: [Pawl] Worse: Error rate of model gpt-4o rose')
        await server.report(project, recovery(dayMs))
        await vi.waitFor(() => expect(mine()[1]?.source).toContain('Back for 2 hours.'), soon)
        await server.report(project, later(2 * dayMs))
        await vi.waitFor(() => expect(mine()[2]?.source).toContain('Subject: [Pawl] Back again:'), soon)
      })

      it('only those that the monitor names are told; a name that is gone is noted', async () => {
        await addSlack('/a', 'a')
        await addSlack('/b', 'b')
        await server.report(project, shiftFinding, { monitor: { channels: ['b', 'gone'] } })
        const alert = await vi.waitFor(async () => {
          const found = await only()
          expect(events(found)).toContain('notified')
          return found
        }, soon)
        expect(alert.history).toContainEqual(
          expect.objectContaining({ event: 'not_notified', note: 'There is no channel gone' }),
        )
        expect(news().map(([path]) => path)).toEqual(['/b'])
      })

      it('nobody is told while the monitor is muted; the alert is there', async () => {
        await addSlack()
        await server.report(project, shiftFinding, { mutedUntil: new Date('2026-03-01T11:00:00Z') })
        const alert = await settled()
        expect(alert.history.at(-1)).toMatchObject({
          event: 'not_notified',
          note: expect.stringContaining('muted until'),
        })
        expect(server.received).toEqual([])
      })

      it('one that is dead is tried again, shown, and given up at last', async () => {
        server.answers.set('/slack', 503)
        await addSlack()
        await server.report(project, shiftFinding)
        const alert = await settled()
        expect(alert.history.at(-1)).toMatchObject({ event: 'not_notified', note: 'ops (slack): it answered 503' })
        expect(server.delaysS).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400])
        expect(server.received).toHaveLength(8)
        const { body } = await ask('GET', '/api/alert-channels')
        expect(body.channels).toMatchObject([
          { name: 'ops', lastDelivery: { state: 'failed', problem: 'it answered 503' } },
        ])
        const deliveries = await ask('GET', '/api/alert-channels/ops/deliveries')
        expect(deliveries.body.deliveries).toMatchObject([{ alertId: alert.id, event: 'opened', attempts: 8 }])
      })

      it('one that comes back is told in the end, once', async () => {
        server.answers.set('/slack', 500)
        await addSlack()
        const work = vi.waitFor(() => expect(server.received.length).toBeGreaterThan(2), {
          timeout: 30_000,
          interval: 1,
        })
        await server.report(project, shiftFinding)
        await work
        server.answers.clear()
        const alert = await settled()
        expect(events(alert).filter((event) => event === 'notified')).toHaveLength(1)
      })

      it('is tested by a person, who sees what became of it', async () => {
        await addSlack()
        await addChannel({ name: 'mail', kind: 'email', to: ['ada@example.com'] })
        const test = async (name: string) => (await ask('POST', `/api/alert-channels/${name}/test`)).body
        expect(await test('ops')).toMatchObject({ isDelivered: true, sentence: `${server.receiverUrl}/… took it.` })
        expect(news()[0]?.[1].text).toContain('This is a test of a channel')
        expect(await test('mail')).toMatchObject({ isDelivered: true })
        server.answers.set('/slack', 404)
        expect(await test('ops')).toMatchObject({
          isDelivered: false,
          sentence: expect.stringContaining('it answered 404'),
        })
        expect(await ask('POST', '/api/alert-channels/none/test')).toMatchObject({ status: 404 })
      })

      it('at a private address is refused, with how to allow it', async () => {
        await addChannel({ name: 'inside', kind: 'slack', url: 'http://169.254.169.254/latest' })
        const { body } = await ask('POST', '/api/alert-channels/inside/test')
        expect(body).toMatchObject({ isDelivered: false, sentence: expect.stringMatching(/private address/) })
      })

      it('keeps its address to itself, in lists, records and the store', async () => {
        await addChannel({ name: 'ops', kind: 'slack', url: `${server.receiverUrl}/services/T0/B0/s3cret` })
        const answers = [await ask('GET', '/api/alert-channels'), await server.audit.list(project, { limit: 10 })]
        expect(JSON.stringify(answers)).toContain(`${server.receiverUrl}/…`)
        expect(JSON.stringify(answers)).not.toContain('s3cret')
      })

      it('has one name each, and is gone with what was sent to it', async () => {
        await addSlack()
        expect(await addSlack('/other')).toMatchObject({ status: 409, body: { where: 'name' } })
        expect(await ask('DELETE', '/api/alert-channels/ops')).toMatchObject({ status: 204 })
        expect(await ask('DELETE', '/api/alert-channels/ops')).toMatchObject({ status: 404 })
        const actions = (await server.audit.list(project, { limit: 10 })).entries.map(({ action }) => action)
        expect(actions).toEqual(['alert_channel.removed', 'alert_channel.added'])
      })

      it('takes no address that could be another header or another scheme', async () => {
        const refused = async (channel: object) => (await addChannel({ name: 'x', ...channel })).status
        expect(await refused({ kind: 'email', to: ['a@example.com\r\nBcc: b@example.com'] })).toBe(400)
        expect(await refused({ kind: 'email', to: [] })).toBe(400)
        expect(await refused({ kind: 'slack', url: 'file:///etc/passwd' })).toBe(400)
      })
    })
  })
}
