import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { router } from '../src/app/router.tsx'
import { addresses, addressesOfAny, addressesOfOne, missingProject } from './addresses.ts'
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

const sizes: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['1280', {}],
  ['390', phone],
]

const hasLoaded = (page: Page) => page.getByRole('heading', { level: 1 }).first().waitFor()

const overflowOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** A refusal is told to the console by the browser itself. */
const isOfPage = (error: string) => !error.startsWith('Failed to load resource')

const refuse = (route: Route) =>
  route.fulfill({
    status: 403,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      type: 'about:blank',
      title: 'Not allowed',
      status: 403,
      code: 'forbidden',
      detail: 'This needs the role viewer.',
      fix: 'Use a key with that role.',
    }),
  })

/** All that the pages ask for, but who they are. */
const calls = /\/api\/(?!session$)/

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
        await hasLoaded(page)
        await settle()
        tell(takeErrors())
        if (!(await page.title()).endsWith(' · Pawl')) tell(['has no name of its own'])
        const width = await overflowOf(page)
        if (width > 0) tell([`overflows by ${width} px`])
        const shifts = await page.evaluate(
          () => (window as unknown as { readonly shifts: { sum: number; sources: string[] } }).shifts,
        )
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

  /** Looks at addresses on a phone, several at a time; `look` says what is wrong with one. */
  async function lookAt(
    list: readonly string[],
    prepare: (page: Page) => Promise<unknown>,
    look: (page: Page) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const problems: string[] = []
    const left = [...list]
    const walk = async (colorScheme: 'light' | 'dark') => {
      const { page } = await browser.open('about:blank', { ...phone, colorScheme })
      await prepare(page)
      const { settle, takeErrors } = followPage(page)
      for (let address = left.shift(); address !== undefined; address = left.shift()) {
        await page.goto(`${pawl.url}${address}`)
        await hasLoaded(page)
        await settle()
        const width = await overflowOf(page)
        const found = [
          ...takeErrors().filter(isOfPage),
          ...(width > 0 ? [`overflows by ${width} px`] : []),
          ...(await look(page)),
          ...(await findViolations(page)),
        ]
        problems.push(...found.map((text) => `${address}: ${text}`))
      }
    }
    await Promise.all([walk('light'), walk('dark')])
    return problems
  }

  const alertsOn = (page: Page) => page.getByRole('main').getByRole('alert').allTextContents()

  it('of a project in which nothing is yet says what would stand there', async () => {
    const problems = await lookAt(
      addressesOfAny(missingProject).filter((address) => !address.startsWith('/rows/new')),
      (page) => page.addInitScript(() => sessionStorage.setItem('pawl.project', 'nothing-yet')),
      async (page) => {
        const said = (await page.getByRole('main').textContent()) ?? ''
        return [...(await alertsOn(page)), ...(said.length < 80 ? [`says only "${said}"`] : [])]
      },
    )
    expect(problems).toEqual([])
  })

  it('of a thing that is not there says so, by a heading, and what to do', async () => {
    const problems = await lookAt(
      addressesOfOne(missingProject),
      async () => undefined,
      async (page) => {
        const alerts = await alertsOn(page)
        return alerts.some((text) => /Not found.*What to do/.test(text)) ? [] : [`says ${alerts.join(' | ')}`]
      },
    )
    expect(problems).toEqual([])
  })

  it('says what is refused to whoever may not see it', async () => {
    // What is written there needs nothing that could be refused.
    const blank = ['/evaluators/_new']
    const problems = await lookAt(
      [...addressesOfAny(project), ...addressesOfOne(project)].filter((address) => !blank.includes(address)),
      (page) => page.route(calls, refuse),
      async (page) => {
        const alerts = await alertsOn(page)
        return alerts.some((text) => text.includes('This needs the role viewer.')) ? [] : ['hides the refusal']
      },
    )
    expect(problems).toEqual([])
  })

  it('stays as it is while the server is away, and goes on by itself when it is back', async () => {
    const { page } = await browser.open(`${pawl.url}/evaluators/${project.evaluator}`)
    await page.getByRole('tab', { name: 'Definition' }).waitFor()
    const away = page.getByText('Pawl does not answer.')
    await page.route(calls, (route) => route.abort())
    // Asked anew, it gets no answer; what was there can still be read.
    await page.getByRole('tab', { name: 'Used by' }).click()
    await away.waitFor()
    await page.getByRole('heading', { level: 1, name: project.evaluator }).waitFor()
    await page.getByRole('tab', { name: 'Used by' }).waitFor()
    await page.unroute(calls)
    await away.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: project.dataset }).waitFor()
  })

  it('keeps a window in its project, whatever another one looks at, and follows a link into its own', async () => {
    const { page } = await browser.open(`${pawl.url}/datasets`)
    await page.getByRole('link', { name: project.dataset }).waitFor()
    const other = await page.context().newPage()
    await other.goto(`${pawl.url}/alerts?state=resolved&project=nothing-yet`)
    await other.getByRole('button', { name: 'Project nothing-yet' }).waitFor()
    expect(new URL(other.url()).search).toBe('?state=resolved')
    await other.reload()
    await other.getByRole('button', { name: 'Project nothing-yet' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Project default' }).click()
    await page.getByRole('menuitemradio', { name: 'nothing-yet' }).click()
    await page.getByRole('heading', { name: 'Send your first trace' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('project default')
    await page.getByRole('option', { name: 'Project default' }).click()
    await page.getByRole('region', { name: 'What protects' }).getByRole('link', { name: project.dataset }).waitFor()
  })

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
