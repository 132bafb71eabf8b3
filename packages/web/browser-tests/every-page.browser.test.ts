import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { router } from '../src/app/router.tsx'
import { answerCustomer, type FilledProject, fillProject } from './fill-project.ts'
import { chromiumPath } from './find-chromium.ts'
import { findViolations } from './find-violations.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { followPage } from './settle-page.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const fromRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const firstLoadLimitBytes = 300_000
const shiftLimit = 0.1

/** Where each route of the router is looked at; a route that is missing here fails the first test. */
const addresses: Readonly<Record<string, (project: FilledProject) => readonly string[]>> = {
  '/': () => ['/'],
  '/traces': () => ['/traces', '/traces?status=error', '/traces?q=nothing-says-this'],
  '/traces/$traceId': ({ traceId, spanId }) => [`/traces/${traceId}`, `/traces/${traceId}?span=${spanId}`],
  '/sessions': () => ['/sessions'],
  '/sessions/$sessionId': ({ sessionId }) => [`/sessions/${sessionId}`],
  '/metrics': () => ['/metrics'],
  '/monitors': () => ['/monitors'],
  '/monitors/_new': () => ['/monitors/_new'],
  '/monitors/$name': ({ monitor }) => [`/monitors/${monitor}`],
  '/monitors/$name/edit': ({ monitor }) => [`/monitors/${monitor}/edit`],
  '/alerts': () => ['/alerts'],
  '/alerts/$alertId': ({ alertId }) => [`/alerts/${alertId}`],
  '/channels': () => ['/channels'],
  '/evaluators': () => ['/evaluators'],
  '/evaluators/_new': () => ['/evaluators/_new', '/evaluators/_new?kind=contains'],
  '/evaluators/$name': ({ evaluator }) =>
    ['', '?tab=versions', '?tab=live'].map((tab) => `/evaluators/${evaluator}${tab}`),
  '/evaluators/$name/labels': ({ evaluator }) => [`/evaluators/${evaluator}/labels`],
  '/datasets': () => ['/datasets'],
  '/datasets/$dataset': ({ dataset }) => [`/datasets/${dataset}`, `/datasets/${dataset}?tab=history`],
  '/rows/new': ({ traceId, spanId, dataset }) => [`/rows/new?trace=${traceId}&span=${spanId}&dataset=${dataset}`],
  '/rows/$rowId': ({ rowId }) => [`/rows/${rowId}`],
  '/rows/$rowId/edit': ({ rowId }) => [`/rows/${rowId}/edit`],
  '/prompts': () => ['/prompts'],
  '/prompts/$name': ({ prompt }) => [`/prompts/${prompt}`, `/prompts/${prompt}?tab=versions&from=1&to=2`],
  '/make-prompt/$traceId/$spanId': ({ traceId, spanId }) => [`/make-prompt/${traceId}/${spanId}`],
  '/runs': () => ['/runs'],
  '/runs/$runId': ({ runId, rowId }) => [`/runs/${runId}`, `/runs/${runId}?row=${rowId}`],
  '/runs/$runId/compare/$otherId': ({ runId, otherRunId }) => [`/runs/${runId}/compare/${otherRunId}`],
  '/gates': () => ['/gates'],
  '/gates/$gateId': ({ gateId }) => [`/gates/${gateId}`],
  '/releases': () => ['/releases'],
  '/releases/$environment': ({ environment }) => [`/releases/${environment}`, '/releases/staging'],
  '/audit': () => ['/audit'],
  '/webhooks': () => ['/webhooks'],
  '/settings': () => ['/settings'],
}

const sizes: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['1280', {}],
  ['390', phone],
]

const fileNameOf = (address: string) =>
  address
    .replace(/[0-9a-f-]{12,}/g, 'id')
    .replace(/[^\w]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 80) || 'home'

describe.skipIf(chromiumPath === undefined)('every page', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let model: ScriptedModel
  let project: FilledProject
  beforeAll(async () => {
    ;[pawl, browser, model] = await Promise.all([startPawl(), openBrowser(), startScriptedModel(answerCustomer)])
    project = await fillProject(pawl, model.baseUrl)
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
    await model?.[Symbol.asyncDispose]()
  })

  it('of the router is in this test', () => {
    const routes = Object.values(router.routesById).flatMap((route) =>
      'fullPath' in route ? [String(route.fullPath)] : [],
    )
    expect(Object.keys(addresses).toSorted()).toEqual([...new Set(routes)].toSorted())
  })

  it.each(sizes)(
    'at %s px, in both themes: readable by all, nothing overflows, nothing jumps, no complaint',
    async (size, options) => {
      const { page } = await browser.open('about:blank', { ...options, colorScheme: 'light' })
      await page.addInitScript(() => {
        const shifts = { sum: 0, sources: [] as string[] }
        Object.assign(window, { shifts })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as unknown as readonly LayoutShift[]) {
            if (entry.hadRecentInput) continue
            shifts.sum += entry.value
            shifts.sources.push(
              ...entry.sources.map(
                ({ node }) => `${entry.value.toFixed(3)} ${(node as Element | null)?.outerHTML?.slice(0, 120)}`,
              ),
            )
          }
        }).observe({ type: 'layout-shift', buffered: true })
      })
      const { settle, takeErrors } = followPage(page)
      const problems: string[] = []
      for (const theme of ['light', 'dark'])
        await mkdir(fromRepository(`artifacts/pages/${theme}-${size}`), { recursive: true })
      for (const address of Object.values(addresses).flatMap((of) => of(project))) {
        const tell = (texts: readonly string[]) => problems.push(...texts.map((text) => `${address}: ${text}`))
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(`${pawl.url}${address}`)
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await settle()
        tell(takeErrors())
        const { width, shifts } = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth - window.innerWidth,
          shifts: (window as unknown as { readonly shifts: { sum: number; sources: string[] } }).shifts,
        }))
        if (width > 0) tell([`overflows by ${width} px`])
        if (shifts.sum >= shiftLimit) tell([`shifts by ${shifts.sum.toFixed(3)}: ${shifts.sources.join(' | ')}`])
        tell(await findViolations(page))
        await page.screenshot({ path: fromRepository(`artifacts/pages/light-${size}/${fileNameOf(address)}.png`) })
        await page.emulateMedia({ colorScheme: 'dark' })
        tell((await findViolations(page, ['color-contrast'])).map((text) => `dark: ${text}`))
        await page.screenshot({ path: fromRepository(`artifacts/pages/dark-${size}/${fileNameOf(address)}.png`) })
      }
      expect(problems).toEqual([])
    },
  )

  it('sends less than 300 kB of compressed script for the home page and the traces together', async () => {
    const { page } = await browser.open('about:blank')
    const sent = new Map<string, number>()
    page.on('requestfinished', async (request) => {
      const path = new URL(request.url()).pathname
      if (request.resourceType() !== 'script') return
      // Zero from the browser's cache.
      const { responseBodySize } = await request.sizes()
      sent.set(path, Math.max(responseBodySize, sent.get(path) ?? 0))
    })
    const { settle } = followPage(page)
    for (const address of ['/', '/traces']) {
      await page.goto(`${pawl.url}${address}`)
      await settle()
    }
    const bytes = [...sent.values()].reduce((sum, size) => sum + size, 0)
    process.stdout.write(`${JSON.stringify({ figure: 'web.first_load_script_kb', value: bytes / 1000, unit: 'kB' })}\n`)
    expect(bytes).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThan(firstLoadLimitBytes)
  })

  it('finds anything by its name or what it says, from any page, by keys alone', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/settings`)
    const dialog = page.getByRole('dialog', { name: 'Search and commands' })
    const field = dialog.getByRole('combobox')
    const goTo = async (query: string, option: RegExp, address: string) => {
      await page.keyboard.press('Control+k')
      await field.fill(query)
      await dialog.getByRole('option', { name: option }).first().waitFor()
      // Down to it, as far as it takes.
      await expect
        .poll(async () => {
          const chosen = dialog.getByRole('option', { selected: true })
          if (option.test((await chosen.textContent()) ?? '')) return true
          await page.keyboard.press('ArrowDown')
          return false
        })
        .toBe(true)
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => `${url.pathname}${url.search}` === address)
      await dialog.waitFor({ state: 'detached' })
    }
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await goTo('trac', /^Traces/, '/traces')
    await goTo('support', /^support.*Prompt/, '/prompts/support')
    await goTo('policy regr', /^refund_policy_regressions/, '/datasets/refund_policy_regressions')
    await goTo('names', /^names_the_policy/, '/evaluators/names_the_policy')
    await goTo('too', /^too-many-errors/, '/monitors/too-many-errors')
    await goTo('after 45 days', /May I return a tent.*refund_policy_regressions/, `/rows/${project.rowId}`)
    await goTo(project.traceId, /^Trace/, `/traces/${project.traceId}`)
    await goTo('timed out', /^All traces that say/, '/traces?q=timed+out')
    await page.keyboard.press('Control+k')
    await field.fill('no such thing anywhere')
    await expect.poll(() => dialog.getByRole('option').count()).toBe(1)
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(mishaps).toEqual([])
  })

  it('offers what the page can do, on a phone too, and names its keys in the help', async () => {
    const { page } = await browser.open(`${pawl.url}/datasets/${project.dataset}`)
    await page.locator('tr[data-row]').first().waitFor()
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog', { name: 'Search and commands' })
    const own = dialog.getByRole('group', { name: 'On this page' })
    await own.getByRole('option').first().waitFor()
    await dialog.getByRole('combobox').fill('dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Search and commands').waitFor()
    const { page: small } = await browser.open(`${pawl.url}/traces`, phone)
    await small.getByRole('button', { name: 'More' }).tap()
    await small.getByRole('button', { name: 'Search' }).tap()
    await small.getByRole('combobox', { name: 'Search and commands' }).fill('audit')
    await small.getByRole('option', { name: /^Audit/ }).tap()
    await small.waitForURL(/\/audit$/)
  })
})

/** Not yet among TypeScript's DOM types: https://wicg.github.io/layout-instability/ */
interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}
