import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn, spanIdOf, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const startMs = Date.now() - 3_600_000

const conversation = [
  ['Where is my parcel?', 'It was delivered on Monday.'],
  ['Can I return it?', 'Yes, within 30 days.'],
  ['退款政策是什么?', '三十天内可以退款。'],
] as const

const turns = [
  ...conversation.map(([question, answer], index) =>
    agentTurn({
      trace: `turn-${index}`,
      startMs: startMs + index * 60_000,
      question,
      answer,
      session: 'session-42',
      user: 'ada',
    }),
  ),
  agentTurn({
    trace: 'failing',
    startMs: startMs + 600_000,
    question: 'Cancel my order',
    answer: 'I could not find it.',
    model: 'gpt-4o',
    user: 'grace',
    toolError: 'order service timed out',
  }),
  ...Array.from({ length: 120 }, (_, index) =>
    agentTurn({
      trace: `filler-${index}`,
      startMs: startMs - (index + 1) * 30_000,
      question: `Question ${index}`,
      answer: `Answer ${index}`,
    }),
  ),
]

const rows = (page: Page) => page.locator('tr[data-trace]')
const focusedRow = (page: Page) => page.locator('tr[data-selected]')

describe.skipIf(chromiumPath === undefined)('the pages', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    await pawl.send(turns.flat())
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  describe('the table of traces', () => {
    it('lists the newest first with model, duration and tokens, and goes on below the first page', async () => {
      const { page, mishaps } = await browser.open(`${pawl.url}/traces`)
      await rows(page).first().waitFor()
      expect(new URL(page.url()).pathname).toBe('/traces')
      expect(await rows(page).first().textContent()).toMatch(
        /support agent[\s\S]*Cancel my order[\s\S]*1\.00 s[\s\S]*360[\s\S]*gpt-4o/,
      )
      const box = page.locator('table').locator('..')
      await expect
        .poll(async () => {
          await box.evaluate((element) => element.scrollTo(0, element.scrollHeight))
          return page.getByText('124 traces, no more').count()
        })
        .toBe(1)
      expect(mishaps).toEqual([])
    })

    it('is driven by the keyboard: j and k select, enter opens, slash searches, ? helps', async () => {
      const { page } = await browser.open(`${pawl.url}/traces`)
      await rows(page).first().waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('k')
      expect(await focusedRow(page).getAttribute('data-trace')).toBe(traceIdOf('failing'))
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.press('/')
      expect(
        await page.getByLabel('Search inputs and outputs').evaluate((input) => input === document.activeElement),
      ).toBe(true)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await page.waitForURL(new RegExp(`/traces/${traceIdOf('failing')}`))
    })

    it('remembers the order that was chosen last, where the address names none', async () => {
      const { page } = await browser.open(`${pawl.url}/traces`)
      const orderOf = (column: string) => page.getByRole('columnheader', { name: column }).getAttribute('aria-sort')
      await page.getByRole('columnheader', { name: 'Duration' }).getByRole('button').click()
      await page.waitForURL(/sort=-duration/)
      await page.goto(`${pawl.url}/traces?status=error`)
      await rows(page).first().waitFor()
      await page.waitForURL(/status=error&sort=-duration/)
      expect(await orderOf('Duration')).toBe('descending')
      await page.goto(`${pawl.url}/traces?sort=-start`)
      await rows(page).first().waitFor()
      expect(await orderOf('Start')).toBe('descending')
      expect(await orderOf('Duration')).toBe('none')
      await page.keyboard.press('l')
      await page.waitForURL(/live=true/)
      expect(await orderOf('Start')).toBe('descending')
    })

    it('searches text in any language and keeps the condition as a chip in the address', async () => {
      const { page } = await browser.open(`${pawl.url}/traces`)
      await page.getByLabel('Search inputs and outputs').fill('退款')
      await page.keyboard.press('Enter')
      await expect.poll(() => rows(page).count()).toBe(1)
      expect(await rows(page).first().getAttribute('data-trace')).toBe(traceIdOf('turn-2'))
      expect(new URL(page.url()).searchParams.get('q')).toBe('退款')
      await page.getByLabel('Where to search').selectOption('output')
      await page.getByRole('button', { name: 'Remove the filter Output 退款' }).waitFor()
      expect(new URL(page.url()).searchParams.get('in')).toBe('output')
      expect(await rows(page).count()).toBe(1)
      await page.getByLabel('Where to search').selectOption("User's words")
      await page.getByRole('button', { name: "Remove the filter User's words 退款" }).click()
      await expect.poll(() => rows(page).count()).toBeGreaterThan(1)
    })

    it('narrows by a facet and by an address written by hand', async () => {
      const { page } = await browser.open(`${pawl.url}/traces`)
      await page.getByRole('region', { name: 'Model' }).getByText('gpt-4o', { exact: true }).click()
      await expect.poll(() => rows(page).count()).toBe(1)
      await page.goto(`${pawl.url}/traces?user=ada&status=ok&minDurationMs=500`)
      await expect.poll(() => rows(page).count()).toBe(3)
      expect(await page.getByRole('list', { name: 'Filters' }).textContent()).toMatch(
        /Status[\s\S]*ok[\s\S]*User[\s\S]*ada[\s\S]*Duration[\s\S]*500 ms/,
      )
    })

    it('shows a trace that arrives while it follows, without a reload', async () => {
      const { page } = await browser.open(`${pawl.url}/traces?user=live`)
      await page.getByText('No traces here').waitFor()
      await page.getByRole('button', { name: 'Live', exact: true }).click()
      await page.waitForURL(/live=true/)
      await pawl.send(
        agentTurn({
          trace: 'live',
          startMs: Date.now() - 2000,
          question: 'Are you live?',
          answer: 'Yes',
          user: 'live',
        }),
      )
      await page.getByText('Are you live?').waitFor()
    })

    it('is a list of cards on a phone, nothing wider than the screen', async () => {
      const { page } = await browser.open(`${pawl.url}/traces`, phone)
      await page.getByRole('list', { name: 'Traces' }).getByText('Cancel my order').waitFor()
      expect(await page.locator('table').count()).toBe(0)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      await page.getByRole('button', { name: 'Facets' }).click()
      await page.getByRole('dialog', { name: 'Facets' }).getByText('gpt-4o', { exact: true }).waitFor()
    })
  })

  describe('the page of a trace', () => {
    it('shows the conversation with each tool call beside its result', async () => {
      const span = spanIdOf('turn-0', 'ask')
      const { page, mishaps } = await browser.open(`${pawl.url}/traces/${traceIdOf('turn-0')}?span=${span}`)
      const detail = page.getByRole('region', { name: 'Open span' })
      await detail.getByText('You help customers of a shop.').waitFor()
      await detail.getByText('Where is my parcel?').waitFor()
      await detail.getByText('find_order', { exact: true }).waitFor()
      await detail.getByText('delivered on Monday').waitFor()
      expect(await detail.textContent()).toMatch(/120 in, 20 out/)
      expect(mishaps).toEqual([])
    })

    it('leads to the failed span by e and says what failed', async () => {
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('failing')}`)
      await page.getByRole('treeitem').first().waitFor()
      await page.keyboard.press('e')
      await page.waitForURL(new RegExp(spanIdOf('failing', 'tool')))
      await page.getByRole('region', { name: 'Open span' }).getByText('order service timed out').first().waitFor()
    })

    it('searches its spans, folds them, and shows raw attributes', async () => {
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('turn-0')}`)
      await expect.poll(() => page.getByRole('treeitem').count()).toBe(4)
      await page.keyboard.press('/')
      await page.keyboard.type('find_order')
      await expect.poll(() => page.getByRole('treeitem').count()).toBe(2)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Fold', exact: true }).click()
      await expect.poll(() => page.getByRole('treeitem').count()).toBe(1)
      await page.getByRole('tab', { name: /Attributes/ }).click()
      await page.getByText('gen_ai.agent.name').waitFor()
      expect(page.url()).toContain('tab=attributes')
    })

    it('takes a score on the trace and on a span', async () => {
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('turn-1')}`)
      await page.getByRole('button', { name: 'Add score' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Add a score to this trace' })
      await dialog.getByRole('button', { name: 'Add score' }).click()
      await dialog.getByText('A score needs a name').waitFor()
      await dialog.getByLabel('Name').fill('helpful')
      await dialog.getByLabel('Outcome').selectOption('pass')
      await dialog.getByRole('button', { name: 'Add score' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('header').getByText('helpful').waitFor()
    })

    it('copies the call that answers with it', async () => {
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('turn-0')}`, {
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Copy as curl' }).click()
      await page.getByText('Command copied').waitFor()
      const command = await page.evaluate(() => navigator.clipboard.readText())
      expect(command).toBe(`curl '${pawl.url}/api/traces/${traceIdOf('turn-0')}'`)
    })

    it('is deleted only after a question', async () => {
      const trace = 'filler-119'
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf(trace)}`)
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete…' }).click()
      await page.getByRole('dialog', { name: 'Delete this trace?' }).getByRole('button', { name: 'Delete' }).click()
      await page.waitForURL(/\/traces(\?|$)/)
      await page.goto(`${pawl.url}/traces/${traceIdOf(trace)}`)
      await page.getByRole('alert').getByText(traceIdOf(trace)).first().waitFor()
    })

    it('is one pane at a time on a phone', async () => {
      const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('turn-0')}`, phone)
      await page.getByRole('treeitem').nth(1).tap()
      await page.getByText('Where is my parcel?').first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      await page.getByRole('button', { name: 'All spans' }).tap()
      await page.getByRole('treeitem').first().waitFor()
    })
  })

  it('shows a session as the conversation it was, each turn leading to its trace', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/sessions`)
    await page.getByRole('list', { name: 'Sessions' }).getByText('session-42').click()
    const list = page.getByRole('list', { name: 'Turns' })
    await list.getByText('Where is my parcel?').waitFor()
    const text = (await list.textContent()) ?? ''
    const places = conversation.flat().map((part) => text.indexOf(part))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    await list.getByRole('link', { name: 'support agent' }).nth(1).click()
    await page.waitForURL(new RegExp(traceIdOf('turn-1')))
    expect(mishaps).toEqual([])
  })

  it('draws metrics, grouped and not, with figures for the whole range', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/metrics?user=ada&user=grace`)
    const card = page.getByRole('region', { name: 'Traces', exact: true })
    await card.locator('canvas').waitFor()
    expect(await card.textContent()).toMatch(/Traces\s*4\s*With errors\s*1/)
    await page.getByLabel('Group by').selectOption('model')
    await expect.poll(() => card.textContent()).toMatch(/gpt-4o-mini\s*3\s*gpt-4o\s*1/)
    expect(mishaps).toEqual([])
  })

  it('makes a key that is shown once, and revokes it', async () => {
    await using own = await startPawl()
    const { page, mishaps } = await browser.open(`${own.url}/settings`)
    await page.getByLabel('Owner').fill('checkout')
    await page.getByRole('button', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog', { name: 'Copy the key now' })
    const key = ((await dialog.locator('pre').textContent()) ?? '').trim()
    expect(key).toMatch(/^pawl_/)
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    // The first key makes every caller need one; this page is let in with it.
    await page.getByText('signed in as checkout').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key', { exact: true }).fill('pawl_wrong_key')
    await page.keyboard.press('Enter')
    await page.locator('p.text-error').waitFor()
    await page.getByLabel('API key', { exact: true }).fill(key)
    await page.keyboard.press('Enter')
    await page.getByText('signed in as checkout').waitFor()
    expect(await page.content()).not.toContain(key)
    const revoke = async (owner: string) => {
      await page.locator('#keys li', { hasText: owner }).getByRole('button', { name: 'Revoke' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    }
    await revoke('checkout')
    await page.getByRole('dialog').getByText('last admin key').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByLabel('Owner').fill('batch')
    await page.getByRole('button', { name: 'Create key' }).click()
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    await revoke('batch')
    await page.locator('#keys li', { hasText: 'batch' }).getByText('revoked').waitFor()
    expect(mishaps).toEqual([])
  })

  it('saves retention and redaction', async () => {
    const { page } = await browser.open(`${pawl.url}/settings`)
    await page.getByLabel('Days').fill('7')
    await page.locator('#retention').getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await page.getByLabel(/E-mail addresses/).check()
    await page.getByRole('button', { name: 'Save redaction' }).click()
    await page.reload()
    await expect.poll(() => page.getByLabel('Days').inputValue()).toBe('7')
    expect(await page.getByLabel(/E-mail addresses/).isChecked()).toBe(true)
  })

  it('keeps a chosen theme, and shows times in UTC when told to', async () => {
    const { page } = await browser.open(`${pawl.url}/traces`, { colorScheme: 'light', timezoneId: 'Asia/Tokyo' })
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await page.getByRole('button', { name: 'Theme and time zone' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await expect.poll(background).not.toBe(light)
    await page.reload()
    expect(await background()).not.toBe(light)
    const time = rows(page).first().locator('time')
    const tokyo = await time.getAttribute('title')
    await page.getByRole('button', { name: 'Theme and time zone' }).click()
    await page.getByRole('menuitemradio', { name: 'UTC' }).click()
    expect(tokyo).toContain('Asia/Tokyo')
    await expect.poll(() => time.getAttribute('title')).toContain('UTC')
  })

  it('says what went wrong when the server stops answering, offers a retry, and needs none when it is back', async () => {
    const { page } = await browser.open(`${pawl.url}/sessions`)
    await page.getByRole('list', { name: 'Sessions' }).waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.getByRole('link', { name: 'Metrics' }).click()
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
    await page.getByText('Pawl does not answer.').waitFor()
    await page.unroute('**/api/**')
    await page.locator('canvas').first().waitFor()
  })
})
