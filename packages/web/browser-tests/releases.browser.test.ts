import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ask } from './call-pawl.ts'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'
import { unnamedControls } from './unnamed-controls.ts'

const hostile = '<img src=x onerror="alert(1)">'
const questions = ['May I return the jacket?', `Say ${hostile}`] as const
const careful = 'You name the refund policy.'
const careless = 'You are careless.'

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const madeByContent = (page: Page) => page.evaluate(() => document.querySelectorAll('img[src="x"], [onerror]').length)

describe.skipIf(chromiumPath === undefined)('the pages of gates and releases', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let model: ScriptedModel
  let firstGate = ''

  const ask: Ask = (...request) => pawl.ask(...request)
  const contentOf = (text: string) => ({
    model: 'scripted/m1',
    messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }],
  })
  const addVersion = (text: string) => ask('/api/prompts/support/versions', { content: contentOf(text) })
  const open = (path: string) => browser.open(`${pawl.url}${path}`)

  async function startGate(page: Page): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'Start a gate' })
    await dialog.getByRole('button', { name: 'Start the gate' }).click()
    await page.waitForURL(/\/gates\/[^/?]+$/)
  }
  const verdict = (page: Page, title: string) =>
    region(page, 'Verdict').getByText(title, { exact: true }).waitFor({ timeout: 50_000 })

  beforeAll(async () => {
    const answer = (system: string, last: string) =>
      system.includes('careless') ? `Any time. ${last.slice(0, 200)}` : 'Returns are possible within 30 days.'
    ;[pawl, browser, model] = await Promise.all([startPawl(), openBrowser(), startScriptedModel(answer)])
    await ask('/api/providers/scripted', { baseUrl: model.baseUrl, isDefault: true }, 'PUT')
    await ask('/api/evaluators', {
      name: 'names_the_policy',
      definition: { kind: 'contains', mode: 'any', values: ['within 30 days'] },
    })
    await ask('/api/datasets', { name: 'refund_policy', purpose: 'regression' })
    await ask('/api/datasets/refund_policy/rows', {
      rows: questions.map((question) => ({
        input: { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: question }] }] },
        evaluators: ['names_the_policy'],
        status: 'active',
      })),
    })
    await ask('/api/prompts', {
      name: 'support',
      protectedBy: { datasets: ['refund_policy'] },
      version: { content: contentOf(careful) },
    })
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
    await model?.[Symbol.asyncDispose]()
  })

  it('lead from a prompt over its first gate to what is live, without a terminal', async () => {
    const { page, mishaps } = await open('/prompts/support')
    await page.getByRole('button', { name: 'Release v1' }).click()
    await page.getByRole('menuitem', { name: 'Start a gate for production' }).click()
    await startGate(page)
    await verdict(page, 'Pass')
    firstGate = new URL(page.url()).pathname
    expect(await region(page, 'Blocking rows').textContent()).toContain('Shown more likely than 0.5 to pass')
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText('The evidence gives exactly this verdict').waitFor()
    await page.getByRole('button', { name: 'Deploy into production' }).click()
    await page.getByRole('dialog', { name: 'Deploy into production' }).getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('support v1 is live in production').waitFor()
    await page.goto(`${pawl.url}/releases/production`)
    const live = page.getByRole('list', { name: 'Live' })
    await live.getByText('Passed its gate').waitFor()
    expect(await live.textContent()).toMatch(/support\s*v1/)
    expect(mishaps).toEqual([])
  })

  it('keep a broken version out: the grey button says why, and its gate names the row and shows what came out', async () => {
    await addVersion(careless)
    const { page, mishaps } = await open('/releases/production')
    const button = page.getByRole('button', { name: 'Deploy v2' })
    await button.waitFor()
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    // By key: Playwright takes what is grey for what cannot be pressed.
    await button.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Deploy into production' })
    await dialog.getByText('pawl gate run --env production --prompt support@2').waitFor()
    await dialog.getByRole('button', { name: 'Start a gate' }).click()
    await startGate(page)
    await verdict(page, 'Fail')
    // A row is known by its id until its own words are there.
    await expect.poll(() => region(page, 'Verdict').textContent()).toMatch(/May I return the jacket|Say <img/)
    const row = page.getByRole('list', { name: 'Blocking rows' }).getByRole('button').first()
    expect(await row.textContent()).toContain('Broken')
    await row.click()
    await expect.poll(() => region(page, 'Outputs').textContent()).toContain('Any time.')
    const changed = region(page, 'What is new in the prompt')
    await changed.locator('ins', { hasText: 'careless' }).first().waitFor()
    expect(await madeByContent(page)).toBe(0)
    expect(mishaps).toEqual([])
  })

  it('let the mended version through, and go back with a reason', async () => {
    await addVersion(`${careful} Be kind.`)
    const { page, mishaps } = await open('/releases/production')
    await page.getByRole('button', { name: 'Deploy v3' }).waitFor()
    await page.getByRole('button', { name: 'Start a gate' }).first().click()
    await startGate(page)
    await verdict(page, 'Pass')
    const sets = page.getByRole('list', { name: 'Datasets' })
    await sets.getByRole('img', { name: /^After \d+ pairs: not worse/ }).waitFor()
    await page.getByRole('button', { name: 'Deploy into production' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('support v3 is live in production').waitFor()
    await page.goto(`${pawl.url}/releases/production`)
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Roll back production' })
    await dialog.getByText('support v1').waitFor()
    expect(await dialog.getByRole('button', { name: 'Roll back' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Customers complained')
    await dialog.getByRole('button', { name: 'Roll back' }).click()
    await page.getByText('support v1 is live in production').waitFor()
    const history = page.getByRole('list', { name: 'Deployments' })
    await history.getByText('Customers complained').waitFor()
    await history.getByText('Returned').waitFor()
    expect(mishaps).toEqual([])
  })

  it('say plainly what an override sets aside, and mark it wherever it is live', async () => {
    const { page, mishaps } = await open('/prompts/support?tab=versions&from=1&to=2')
    await page.getByRole('button', { name: 'Release v2' }).click()
    await page.getByRole('menuitem', { name: 'Deploy into production' }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy into production' })
    await dialog.getByRole('button', { name: 'Override…' }).click()
    await dialog.getByText('This sets aside:').waitFor()
    const act = dialog.getByRole('button', { name: 'Deploy without a pass' })
    expect(await act.isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill(`The provider is down ${hostile}`)
    await act.click()
    await page.getByText('support v2 is live in production').waitFor()
    await page.getByText('production v2, override').waitFor()
    await page.goto(`${pawl.url}/releases/production`)
    const note = page.getByRole('note', { name: 'Live by override' })
    expect(await note.textContent()).toContain(`The provider is down ${hostile}`)
    await page.goto(`${pawl.url}/releases`)
    await page.getByText('By override').first().waitFor()
    expect(await madeByContent(page)).toBe(0)
    expect(mishaps).toEqual([])
  })

  it('ask for a reason where a policy protects less, head the pages with it, and call older verdicts stale', async () => {
    const { page, mishaps } = await open('/releases/production')
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Policy of production' })
    const save = dialog.getByRole('button', { name: 'Save the policy' })
    await dialog.getByLabel('Tolerated drop, δ (points)').fill('10')
    await dialog.getByText('The tolerated drop goes from 0.05 up to 0.1').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Few rows yet')
    await save.click()
    await expect.poll(() => region(page, 'Weakened').textContent()).toContain('Few rows yet')
    await page.goto(`${pawl.url}${firstGate}`)
    await expect.poll(() => region(page, 'Stale').textContent()).toContain('The policy of production changed')
    await region(page, 'Weakened').getByText('Few rows yet').waitFor()
    expect(mishaps).toEqual([])
  })

  it('keep it all in a log that shows when it was written anew', async () => {
    const { page, mishaps } = await open('/audit')
    const log = page.getByRole('list', { name: 'Audit log' })
    await log.getByText('policy.changed').waitFor()
    await page.getByLabel('What happened').selectOption('override')
    await log.getByText('override.created').waitFor()
    await expect.poll(() => log.getByText('policy.changed').count()).toBe(0)
    await page.getByRole('button', { name: 'Verify' }).click()
    const dialog = page.getByRole('dialog', { name: 'Verify the audit log' })
    await dialog.getByRole('button', { name: 'Verify' }).click()
    await dialog.getByText('The log is as it was written').waitFor()
    await dialog.getByLabel('Heads that were kept elsewhere').fill(`1:${'0'.repeat(64)}`)
    await dialog.getByRole('button', { name: 'Verify' }).click()
    await dialog.getByText('The log was tampered with').waitFor()
    expect(mishaps).toEqual([])
  })

  it('show the secret of a webhook once', async () => {
    const { page, mishaps } = await open('/settings')
    await page.getByRole('link', { name: 'Webhooks and their deliveries' }).click()
    await page.getByRole('button', { name: 'Add a webhook' }).first().click()
    await page.getByLabel('Address').fill('https://hooks.example.com/pawl')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const secret = page.getByRole('dialog', { name: 'Copy the signing secret now' })
    await secret.getByText(/^whsec_/).waitFor()
    await secret.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('list', { name: 'Webhooks' }).getByText('https://hooks.example.com/pawl').waitFor()
    expect(await page.getByText(/whsec_/).count()).toBe(0)
    expect(mishaps).toEqual([])
  })

  it('work by keys, with a name for every control, and fit a phone', async () => {
    const { page } = await open('/traces')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByRole('list', { name: 'Gates' }).getByRole('link').first().waitFor()
    await page.keyboard.press('c')
    await page.getByRole('dialog', { name: 'Start a gate' }).waitFor()
    expect(await unnamedControls(page)).toEqual([])
    const pages = ['/gates', firstGate, '/releases', '/releases/production', '/audit', '/webhooks', '/prompts/support']
    const { page: small } = await browser.open(`${pawl.url}/gates`, phone)
    for (const path of pages) {
      await small.goto(`${pawl.url}${path}`)
      await small.getByRole('heading', { level: 1 }).first().waitFor()
      await small.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
      expect(await small.evaluate(() => document.documentElement.scrollWidth), path).toBe(390)
      expect(await unnamedControls(small), path).toEqual([])
    }
  })
})
