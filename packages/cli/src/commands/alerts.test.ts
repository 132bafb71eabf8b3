import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Alert, alertSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkMail } from '../doctor/check-mail.ts'
import { startContractServer } from '../testing/contract-server.ts'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

describe('pawl alerts, against a real server', () => {
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer('alerts')
  })
  afterAll(() => server.close())
  const run = (...words: string[]) => runPawl(['alerts', ...words], { server: server.url })

  it('has none before a monitor found one', async () => {
    expect((await run('list')).stdout).toBe('There is no such alert.\n')
    expect(await run('show', 'alt_none')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no alert'),
    })
  })

  it('adds, tests, lists and removes channels; the secret of a webhook is shown once', async () => {
    const added = await run('channels', 'add', 'hook', '--webhook', 'http://127.0.0.1:9/secret')
    expect(added.stdout).toMatch(/^whsec_\S+\n$/)
    await run('channels', 'add', 'team', '--email', 'ada@example.com', 'ben@example.com')
    const tested = await run('channels', 'test', 'hook')
    expect(tested).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/did not take it: .*private address/) })
    const listed = await run('channels', 'list')
    expect(listed.stdout).toMatch(/hook +webhook +http:\/\/127\.0\.0\.1:9\/… +failed/)
    expect(listed.stdout).not.toMatch(/secret|whsec/)
    expect(listed.stderr).toContain('set PAWL_SMTP_URL')
    expect((await run('channels', 'deliveries', 'hook')).stdout).toMatch(/test +failed/)
    expect((await run('channels', 'remove', 'hook')).stdout).toBe('Removed hook.\n')
    expect(
      await run('channels', 'add', 'both', '--slack', 'https://a.example', '--email', 'a@b.example'),
    ).toMatchObject({
      ...{ exitCode: 2, stdout: '', stderr: expect.stringContaining('A channel has one kind.') },
    })
  })
})

describe('an alert', () => {
  const figure = (value: number) => ({ value, low: value * 0.8, high: value * 1.2, count: 400 })
  const trace = { traceId: 'a'.repeat(32), name: 'chat', startTime: '2026-11-20T09:31:00Z', value: 1 }
  const alert: Alert = alertSchema.parse({
    ...{ id: 'alt_1', monitor: 'errors', title: 'Error rate rose from 2.1 % to 9.8 %', state: 'open', slice: null },
    ...{ direction: 'worse', unit: 'share', before: figure(0.021), now: figure(0.098), resolvedAt: null },
    changedAt: '2026-11-20T09:30:00.000Z',
    changedFrom: '2026-11-20T09:12:00.000Z',
    changedTo: '2026-11-20T09:41:00.000Z',
    detectedAt: '2026-11-20T10:02:00.000Z',
    metric: { measure: 'error_rate' },
    sureness: { falseAlarmDays: 90, isConfirmed: true, sentence: 'A second test sees it too.' },
    explainedBy: [{ slice: { key: 'prompt', value: 'support@3' }, share: 0.94, before: null, now: null }],
    ...{ changes: [], typical: [], tracesQuery: 'status=error' },
    worst: [{ ...trace, inputPreview: 'pay \u001b[2Jme', outputPreview: '' }],
    history: [
      { at: '2026-11-20T10:02:00.000Z', event: 'not_notified', who: 'pawl', note: 'There is no channel to tell' },
    ],
  })

  it('is shown with its figures, what explains it and its traces, which cannot act on the terminal', async () => {
    await using server = await startContractServer({ 'GET /api/alerts/alt_1': { body: alert } })
    const { stdout } = await runPawl(['alerts', 'show', 'alt_1'], { server: server.url })
    expect(stdout).toContain('Error rate rose from 2.1 % to 9.8 %')
    expect(stdout).toMatch(/Usual +2\.1 % \(95 %: 1\.68 % to 2\.52 %; 400 observed\)/)
    expect(stdout).toMatch(/Explained by +prompt support@3: 94 % of it/)
    expect(stdout).toMatch(/History +.* not notified, pawl: There is no channel to tell/)
    expect(stdout).toContain(`/traces?status=error`)
    expect(stdout).not.toContain('\u001b')
  })
})

describe('pawl doctor on mail', () => {
  it('says what is missing and whether the mail server answers', async () => {
    expect(await checkMail({ smtpUrl: undefined, mailFrom: undefined })).toMatchObject({ status: 'ok' })
    const half = await checkMail({ smtpUrl: 'smtp://127.0.0.1', mailFrom: undefined })
    expect(half).toMatchObject({ status: 'warning', message: 'PAWL_MAIL_FROM is not set, so that no mail is sent' })
    const mailFrom = 'pawl@example.com'
    expect((await checkMail({ smtpUrl: 'mail.example.com', mailFrom })).message).toMatch(/not the address/)
    const listening = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => listening.once('listening', resolve))
    const { port } = listening.address() as AddressInfo
    const smtpUrl = `smtp://pawl:s3cret@127.0.0.1:${port}`
    expect(await checkMail({ smtpUrl, mailFrom })).toMatchObject({ status: 'ok' })
    await new Promise((resolve) => listening.close(resolve))
    const dead = await checkMail({ smtpUrl, mailFrom })
    expect(dead).toMatchObject({ status: 'warning', message: expect.stringContaining('does not answer') })
    expect(JSON.stringify(dead)).not.toContain('s3cret')
  })
})
