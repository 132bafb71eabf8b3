import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ask } from './call-pawl.ts'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'
import { unnamedControls } from './unnamed-controls.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const nowMs = Date.now()
const hostile = '<img src=x onerror="alert(1)">'
const newModel = `gpt-4o ${hostile}`

/** Ten days with an error in twenty requests, then a day and a half with one in two. */
const requests = Array.from({ length: 460 }, (_, index) => {
  const startMs = nowMs - 10 * dayMs + index * (dayMs / 48)
  const isBroken = startMs > nowMs - 1.5 * dayMs ? index % 2 === 0 : index % 20 === 0
  return agentTurn({
    trace: `request-${index}`,
    startMs,
    question: `Where is parcel ${index}? ${hostile}`,
    answer: isBroken ? 'I could not look that up.' : 'It was delivered within 3 days.',
    model: startMs > nowMs - 1.5 * dayMs ? newModel : 'gpt-4o-mini',
    ...(isBroken && { toolError: 'order service timed out' }),
  })
})

const region = (page: Page, name: string | RegExp) =>
  page.getByRole('region', { name, exact: typeof name === 'string' })
/** Over the middle of a chart, from a quarter of its width to a half. */
async function dragOverChart(page: Page): Promise<void> {
  const plot = page.locator('.u-over').first()
  await plot.waitFor()
  const box = await plot.boundingBox()
  if (!box) throw new Error('the chart is not in sight')
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 6 })
  await page.mouse.up()
}

describe.skipIf(chromiumPath === undefined)('the pages of monitors and alerts', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let receiver: Server
  let received: string[] = []

  const ask: Ask = (...request) => pawl.ask(...request)
  const open = (path: string) => browser.open(`${pawl.url}${path}`)

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.setEncoding('utf8')
      request.on('data', (chunk: string) => received.push(chunk))
      request.on('end', () => response.writeHead(200).end('ok'))
    }).listen(0, '127.0.0.1')
    ;[pawl, browser] = await Promise.all([startPawl({ PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' }), openBrowser()])
    await pawl.send(requests.flat())
    // Nobody listens there: it is told of the alert in vain.
    await ask('/api/alert-channels', { name: 'dead-pager', kind: 'webhook', url: 'http://127.0.0.1:9/hook' })
    await ask('/api/monitors', {
      name: 'too-many-errors',
      description: `Somebody must look ${hostile}`,
      metric: { measure: 'error_rate' },
      rule: { kind: 'threshold', above: 0.2, windowMinutes: 2160, leastObservations: 10 },
    })
    await ask('/api/monitors/too-many-errors/look', {})
    await ask('/api/evaluators', {
      name: 'says_when',
      definition: { kind: 'contains', mode: 'any', values: ['within 3 days'] },
    })
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
    receiver?.close()
    received = []
  })

  it('say what a monitor would have said before it is saved, and keep it as it was drawn', async () => {
    const { page, mishaps } = await open('/monitors')
    await page.getByRole('link', { name: 'New monitor' }).first().click()
    const preview = region(page, 'What would it have said?')
    await preview.getByText(/would have opened (1|2|one|two)/i).waitFor({ timeout: 30_000 })
    await preview
      .getByRole('list', { name: 'Alerts it would have opened' })
      .getByText(/error rate/i)
      .first()
      .waitFor()
    await page.getByLabel('Smallest shift (points)').fill('90')
    await page.getByRole('button', { name: 'Save the monitor' }).click()
    await page.getByText('Some fields are not right yet.').waitFor()
    await page.getByLabel('Smallest shift (points)').fill('5')
    await page.getByLabel('Each slice too').selectOption('model')
    await page.getByLabel('Name', { exact: true }).fill('errors-by-model')
    await page.getByRole('button', { name: 'Save the monitor' }).click()
    await page.waitForURL(/\/monitors\/errors-by-model/)
    await page.getByText('by 5 points or more').waitFor()
    expect(await ask('/api/monitors/errors-by-model')).toMatchObject({
      definition: { sliceBy: 'model', rule: { kind: 'shift', leastShift: 0.05 } },
    })
    expect(mishaps).toEqual([])
  })

  it('say what moved, from what to what, where, and which traces show it, of content that is only text', async () => {
    const { page, mishaps } = await open('/alerts')
    await page.getByRole('list', { name: 'Alerts' }).getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: /^Error rate/ }).waitFor()
    const moved = region(page, 'What moved')
    await moved.getByText(/Its fixed threshold is crossed/).waitFor()
    expect(await moved.getByText(/second test/).count()).toBe(0)
    await region(page, /^Where the change is/)
      .getByText(newModel)
      .first()
      .waitFor({ timeout: 60_000 })
    const worst = page.getByRole('list', { name: 'Worst traces' }).getByRole('link')
    expect(await worst.count()).toBe(5)
    expect(await worst.first().textContent()).toContain(hostile)
    expect(await page.locator('main img').count()).toBe(0)
    await worst.first().click()
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/)
    await page.goBack()
    await page.getByRole('link', { name: 'All of them' }).click()
    await page.waitForURL(/\/traces\?.*status=error/)
    expect(mishaps).toEqual([])
  })

  it('let a person acknowledge and resolve an alert, and keep who did what', async () => {
    const { page, mishaps } = await open('/alerts')
    await page.getByRole('list', { name: 'Alerts' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    const looking = page.getByRole('dialog', { name: 'Acknowledge this alert' })
    await looking.getByLabel('Note').fill(`I look ${hostile}`)
    await looking.getByRole('button', { name: 'Acknowledge' }).click()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText(`I look ${hostile}`).waitFor()
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Resolve' }).click()
    const over = page.getByRole('dialog', { name: 'Resolve this alert' })
    await over.getByLabel('Note').fill('The order service is back')
    await over.getByRole('button', { name: 'Resolve' }).click()
    await history.getByText('The order service is back').waitFor()
    expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
    await page.getByRole('link', { name: 'All alerts' }).click()
    await page.getByText('No alert is open').waitFor()
    await page.getByRole('button', { name: 'Resolved' }).click()
    await page.getByRole('list', { name: 'Alerts' }).getByRole('link').first().waitFor()
    expect(mishaps).toEqual([])
  })

  it('show a channel that does not answer as tried again, with the reason', async () => {
    const { page, mishaps } = await open('/channels')
    const dead = region(page, 'dead-pager')
    await dead.getByText('retrying').waitFor()
    await dead.getByRole('button', { name: /^What was sent/ }).click()
    const sent = dead.getByRole('list', { name: 'Sent to dead-pager' })
    await sent
      .getByText(/next in/)
      .first()
      .waitFor()
    await sent.getByRole('link', { name: 'Alert' }).first().waitFor()
    await dead.getByRole('button', { name: /^Send a test/ }).click()
    expect(await dead.getByRole('status').textContent()).toMatch(/not|refused/i)
    expect(mishaps).toEqual([])
  })

  it('show the traces of a range that is dragged over', async () => {
    const { page, mishaps } = await open('/monitors/errors-by-model?range=30d')
    await dragOverChart(page)
    await page.getByRole('button', { name: 'Show its traces' }).click()
    await page.waitForURL(/\/traces\?.*from=/)
    await page.goBack()
    await dragOverChart(page)
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.waitForURL(/from=/)
    await page.getByRole('button', { name: 'Whole range' }).waitFor()
    expect(mishaps).toEqual([])
  })

  it('mute a monitor until a time that is asked for, and tell again', async () => {
    const { page, mishaps } = await open('/monitors/errors-by-model')
    await page.getByRole('button', { name: 'Mute', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Mute errors-by-model' })
    await dialog.getByRole('button', { name: '1 day' }).click()
    await dialog.getByLabel('Reason').fill('Load test')
    await dialog.getByRole('button', { name: 'Mute', exact: true }).click()
    await page.getByText(/^Muted, ends in/).waitFor()
    await page.getByRole('button', { name: 'Unmute' }).click()
    await page.getByRole('button', { name: 'Mute', exact: true }).waitFor()
    expect(await page.getByText(/^Muted, ends in/).count()).toBe(0)
    expect(mishaps).toEqual([])
  })

  it('open an alert again where the metric is not as usual after all, and keep both in its history', async () => {
    const again = Array.from({ length: 20 }, (_, index) =>
      agentTurn({
        trace: `again-${index}`,
        startMs: Date.now() - 30_000 + index * 1000,
        question: 'Where is it now?',
        answer: 'I could not look that up.',
        toolError: 'order service timed out',
      }),
    )
    await pawl.send(again.flat())
    const { page, mishaps } = await open('/alerts?state=resolved')
    await page.getByRole('list', { name: 'Alerts' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Resolve' }).waitFor({ state: 'detached' })
    await ask('/api/monitors/too-many-errors/look', {})
    await page.reload()
    await page.getByText('Reopened', { exact: true }).first().waitFor()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText('The order service is back').waitFor()
    await history.getByText('Reopened').first().waitFor()
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor()
    expect(mishaps).toEqual([])
  })

  it('add a channel, show its secret once, and say whether a test arrived', async () => {
    const { port } = receiver.address() as AddressInfo
    const { page, mishaps } = await open('/alerts')
    await page.getByRole('link', { name: 'Channels' }).click()
    await page.getByRole('button', { name: 'Add a channel' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Add a channel' })
    await dialog.getByLabel('Kind').selectOption('webhook')
    await dialog.getByLabel('Name').fill('on-call')
    await dialog.getByLabel('Address').fill('nowhere')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText(/http:\/\/ or https:\/\//).waitFor()
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    const secret = page.getByRole('dialog', { name: 'Copy the signing secret now' })
    await secret.getByText(/^whsec_/).waitFor()
    await secret.getByRole('button', { name: 'I have copied it' }).click()
    const channel = region(page, 'on-call')
    await channel.getByRole('button', { name: /^Send a test/ }).click()
    await channel.getByRole('status').waitFor()
    expect(received.length).toBeGreaterThan(0)
    await channel.getByRole('button', { name: /^What was sent/ }).click()
    await channel.getByRole('list', { name: 'Sent to on-call' }).getByText('delivered').first().waitFor()
    expect(mishaps).toEqual([])
  })

  it('let an evaluator judge live traces, and past ones with its progress', async () => {
    const { page, mishaps } = await open('/evaluators/says_when?tab=live')
    await page.getByRole('button', { name: 'Judge live traces' }).click()
    const dialog = page.getByRole('dialog', { name: 'Judge live traces with says_when' })
    await dialog.getByLabel('Share of traces (%)').fill('120')
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Share of traces (%)').fill('')
    await dialog.getByLabel('Wait (seconds)').fill('0')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await region(page, 'Live traces').getByText('every trace').waitFor()
    const past = region(page, 'Past traces')
    await past.getByRole('button', { name: 'Judge them' }).click()
    await past.getByText('Done').waitFor({ timeout: 40_000 })
    expect(await past.getByRole('status').textContent()).toMatch(/^3\d\d of 3\d\d judged$/)
    await page.goto(`${pawl.url}/evaluators`)
    await page.locator('[data-evaluator=says_when]').getByText('Live 100%').waitFor()
    expect(mishaps).toEqual([])
  })

  it('are reached by keys, name every control, and fit a phone', async () => {
    const { page } = await open('/traces')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('list', { name: 'Monitors' }).getByRole('link').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/monitors\/./)
    const pages = [
      '/monitors',
      '/monitors/too-many-errors',
      '/monitors/too-many-errors/edit',
      '/monitors/_new',
      '/alerts?state=all',
      '/channels',
      '/evaluators/says_when?tab=live',
    ]
    const { page: small } = await browser.open(`${pawl.url}/monitors`, phone)
    for (const path of pages) {
      await small.goto(`${pawl.url}${path}`)
      await small.getByRole('heading', { level: 1 }).first().waitFor()
      await small.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
      expect(await small.evaluate(() => document.documentElement.scrollWidth), path).toBe(390)
      expect(await unnamedControls(small), path).toEqual([])
    }
  })
})
