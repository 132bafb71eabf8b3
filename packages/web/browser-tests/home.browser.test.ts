import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Ask } from './call-pawl.ts'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'
import { unnamedControls } from './unnamed-controls.ts'

const hostile = '<img src=x onerror="alert(1)">'

describe.skipIf(chromiumPath === undefined)('the home page', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let model: ScriptedModel
  const ask: Ask = (...request) => pawl.ask(...request)

  beforeAll(async () => {
    ;[pawl, browser, model] = await Promise.all([startPawl(), openBrowser(), startScriptedModel(() => 'No.')])
    await ask('/v1/traces', failingTrace())
    await ask('/api/scores', { name: 'helpful', value: 0, outcome: 'fail', traceId: '1'.repeat(32) })
    await ask('/api/evaluators', { name: 'kind', definition: { kind: 'contains', mode: 'any', values: ['Yes'] } })
    await ask('/api/datasets', { name: 'refund_policy', purpose: 'regression', protects: `Refunds ${hostile}` })
    const input = { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: 'May I?' }] }] }
    await ask('/api/datasets/refund_policy/rows', {
      rows: [
        { input, evaluators: ['kind'], status: 'active' },
        { input: { ...input, variables: { name: 'Ada' } }, evaluators: ['kind'] },
      ],
    })
    await ask('/api/providers/scripted', { baseUrl: model.baseUrl, isDefault: true }, 'PUT')
    const content = {
      model: 'scripted/m1',
      messages: [{ role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] }],
    }
    await ask('/api/prompts', { name: 'support', protectedBy: { datasets: ['refund_policy'] }, version: { content } })
    const release = { type: 'prompts', prompts: ['support@1'] }
    const { id } = await ask<{ id: string }>('/api/gates', { environment: 'production', release })
    const isDecided = async () => {
      const { status } = await ask<{ status: string }>(`/api/gates/${id}`)
      if (status !== 'decided') throw new Error(`the gate is ${status}`)
    }
    await vi.waitFor(isDecided, { timeout: 50_000, interval: 200 })
    const override = { reason: 'The fair is today', expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
    await ask('/api/deployments', { environment: 'production', release, override })
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
    await model?.[Symbol.asyncDispose]()
  })

  const step = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const figure = (page: Page, name: string, label: string) =>
    step(page, name)
      .locator('div', { has: page.getByText(label, { exact: true }) })
      .last()

  it('shows the loop as it stands, each number leading to its list', async () => {
    const { page, mishaps } = await browser.open(pawl.url)
    const figures: readonly (readonly [string, string, string, RegExp])[] = [
      ['What fails', 'with an error', '1', /\/traces\?.*status=error/],
      ['What fails', 'with a failed score', '1', /\/traces\?.*score=/],
      ['What protects', 'active rows', '1', /\/datasets$/],
      ['What protects', 'wait for review', '1', /\/datasets$/],
      ['What may ship', 'gates run', '0', /\/gates$/],
      ['What is live', 'override ends soon, or is over', '1', /\/releases$/],
      ['What moved', 'open alerts', '0', /\/alerts$/],
    ]
    for (const [name, label, value, address] of figures) {
      const shown = figure(page, name, label)
      await shown.getByText(value, { exact: true }).waitFor()
      await shown.getByRole('link').click()
      await page.waitForURL(address)
      await page.goBack()
    }
    await step(page, 'What is live').getByText('By override').waitFor()
    await step(page, 'What protects').getByText(hostile).waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('img[src="x"], [onerror]').length)).toBe(0)
    expect(await unnamedControls(page)).toEqual([])
    expect(mishaps).toEqual([])
  })

  it('leads to the failing trace, and fits a phone', async () => {
    const { page, mishaps } = await browser.open(pawl.url, phone)
    await step(page, 'What fails').getByText('the order archive is down').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await step(page, 'What fails')
      .getByRole('link', { name: /the order archive is down/ })
      .click()
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/)
    expect(mishaps).toEqual([])
  })
})

function failingTrace() {
  const startNs = BigInt(Date.now() - 60_000) * 1_000_000n
  const span = {
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    name: 'answer customer',
    kind: 1,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 5_000_000n),
    status: { code: 2, message: 'the order archive is down' },
  }
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: [span] }] }] }
}
