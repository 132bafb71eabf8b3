import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'
import { unnamedControls } from './unnamed-controls.ts'

const markup =
  '<img class="from-content" src="/from-content" onerror="alert(1)"><script>alert(2)</script> \u202Egnp.exe'
const dataset = 'refund_policy_regressions'
const rowCount = 300

const input = (content: string) => ({ messages: [{ role: 'user', parts: [{ type: 'text', content }] }] })
const kinds = ['a refund', 'an exchange', 'a gift card', 'a lost receipt', 'damage'] as const
const rows = Array.from({ length: rowCount }, (_, index) => ({
  input: input(
    `Customer ${(index * 7919) % 1009} asks about ${kinds[index % 5]} for order ${(index * 104_729) % 10_007}`,
  ),
  expectedBehavior: `Follows rule ${index}`,
  evaluators: index % 2 === 0 ? ['polite'] : [],
  labels: index % 3 === 0 ? ['customer_visible'] : [],
  priority: index % 4 === 0 ? 'advisory' : 'blocking',
}))

const tableRows = (page: Page) => page.locator('tr[data-row]')
const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

describe.skipIf(chromiumPath === undefined)('the pages of datasets', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let hostileRow = ''
  const open = (path: string, options = {}) => browser.open(`${pawl.url}${path}`, options)
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    const definition = { kind: 'contains', mode: 'none', values: ['idiot'] }
    await pawl.ask('/api/evaluators', { name: 'polite', definition })
    await pawl.ask('/api/datasets', { name: dataset, purpose: 'regression', protects: 'Refunds follow the policy' })
    await pawl.ask(`/api/datasets/${dataset}/rows`, { rows, onDuplicate: 'add' })
    await pawl.ask('/api/datasets', { name: 'hostile_content', purpose: 'adversarial', protects: markup })
    const { results } = await pawl.ask<{ results: readonly { rowId: string }[] }>(
      '/api/datasets/hostile_content/rows',
      {
        rows: [
          {
            input: { variables: { [markup]: markup }, ...input(markup) },
            expectedBehavior: markup,
            reference: markup,
            metadata: { [markup]: markup },
            observedOutput: { messages: [{ role: markup, parts: [{ type: 'text', content: markup }] }], error: markup },
            context: { toolCalls: [{ name: markup, arguments: { [markup]: markup }, result: markup }] },
          },
        ],
      },
    )
    hostileRow = results[0]?.rowId ?? ''
    await pawl.send(
      ['one', 'two', 'three'].flatMap((trace, index) =>
        agentTurn({
          trace,
          startMs: Date.now() - 60_000 * (index + 1),
          question: `Question ${trace} about parcels`,
          answer: 'Yes',
          user: 'ada',
        }),
      ),
    )
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('make a dataset, with a kind word where its name protects nothing', async () => {
    const { page, mishaps } = await open('/datasets')
    await page.getByRole('button', { name: 'New dataset' }).click()
    const dialog = page.getByRole('dialog', { name: 'New dataset' })
    await dialog.getByLabel('What it protects').fill('Tool arguments stay valid')
    await dialog.getByLabel('Name', { exact: true }).fill('bugs june')
    await dialog.getByRole('button', { name: 'Make dataset' }).click()
    await dialog.getByText('a dataset name has').waitFor()
    await dialog.getByLabel('Name', { exact: true }).fill('bugs_june')
    await dialog.getByRole('button', { name: /_regressions$/ }).click()
    expect(await dialog.getByRole('status').count()).toBe(0)
    const name = await dialog.getByLabel('Name', { exact: true }).inputValue()
    await dialog.getByRole('button', { name: 'Make dataset' }).click()
    await page.waitForURL(new RegExp(`/datasets/${name}$`))
    await page.getByText('No rows yet').first().waitFor()
    expect(mishaps).toEqual([])
  })

  it('show all rows, only those in sight as elements, narrowed by an address written by hand', async () => {
    const { page } = await open(`/datasets/${dataset}`)
    await tableRows(page).first().waitFor()
    expect(await tableRows(page).count()).toBeLessThan(60)
    await expect
      .poll(async () => {
        await page.locator('section[aria-label=Rows] > div').evaluate((box) => box.scrollTo(0, box.scrollHeight))
        return page.getByText(`${rowCount} rows, no more`).count()
      })
      .toBe(1)
    await page.goto(`${pawl.url}/datasets/${dataset}?label=customer_visible&priority=advisory&evaluator=polite`)
    await expect.poll(() => page.locator('table').getAttribute('aria-rowcount')).toBe('25')
    await page.getByRole('button', { name: 'Remove the filter Label Customer-visible' }).click()
    await expect.poll(() => page.locator('table').getAttribute('aria-rowcount')).toBe('75')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Blocking' }).check({ force: true })
    await page.waitForURL(/priority=blocking/)
  })

  it('activate and archive what is chosen, ask why where protection is lost, and look back', async () => {
    const { page } = await open(`/datasets/${dataset}?evaluator=polite`)
    await tableRows(page).first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    const bar = page.getByRole('region', { name: 'Chosen rows' })
    await bar.getByText('2 rows').waitFor()
    await bar.getByRole('button', { name: 'Activate' }).click()
    await page.getByText('2 active').waitFor()
    await tableRows(page).first().getByRole('checkbox').check()
    await bar.getByRole('button', { name: 'Archive' }).click()
    const why = page.getByRole('dialog', { name: 'Archive 1 row?' })
    expect(await why.getByRole('button', { name: 'Archive' }).isDisabled()).toBe(true)
    await why.getByLabel('Reason').fill('Sold no more')
    await why.getByRole('button', { name: 'Archive' }).click()
    await page.getByText('1 archived').waitFor()
    await page.getByRole('button', { name: 'History' }).click()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText('Sold no more').waitFor()
    await history.getByRole('link', { name: 'Look at it' }).first().click()
    await page.getByText('The dataset as it was at revision').waitFor()
    await tableRows(page).first().getByText('Active').waitFor()
    await page.getByRole('button', { name: 'Back to today' }).click()
    await tableRows(page).first().getByText('Archived').waitFor()
  })

  it('say why rows cannot be activated, and change none of them', async () => {
    const { page } = await open(`/datasets/${dataset}`)
    await tableRows(page).nth(3).getByRole('checkbox').check()
    await tableRows(page).nth(4).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByRole('region', { name: 'Chosen rows' }).getByRole('alert').waitFor()
    await tableRows(page).nth(4).getByText('Draft').waitFor()
  })

  it('merge rows into one of them', async () => {
    const { page } = await open(`/datasets/${dataset}?q=Follows+rule+11`)
    await expect.poll(() => tableRows(page).count()).toBe(11)
    await tableRows(page).nth(1).getByRole('checkbox').check()
    await tableRows(page).nth(2).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Merge…' }).click()
    await page.getByRole('dialog', { name: 'Merge 2 rows' }).getByRole('button', { name: 'Merge', exact: true }).click()
    await tableRows(page).nth(2).getByText('Archived').waitFor()
    await tableRows(page).nth(1).getByText('Follows rule 110').first().waitFor()
  })

  it('import a file: its columns, its first rows, and what became of every line', async () => {
    const { page, mishaps } = await open(`/datasets/${dataset}`)
    await page.getByRole('button', { name: 'Import' }).click()
    const dialog = page.getByRole('dialog', { name: `Import into ${dataset}` })
    const file =
      'question,ground truth,id\nDo you ship to Norway?,Yes,1\nonly one cell\n"May I, a guest, order?",No,2\n'
    await dialog.getByLabel('File').setInputFiles({ name: 'faq.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await dialog.getByText('is CSV').waitFor()
    await dialog.getByText('Line 3 has 1 cells').waitFor()
    await dialog.getByLabel('question', { exact: true }).selectOption('expectedBehavior')
    await dialog.getByText('Nothing in this record is an input').first().waitFor()
    await dialog.getByLabel('question', { exact: true }).selectOption('variable')
    await dialog.getByRole('table').getByText('Do you ship to Norway?').waitFor()
    await dialog.getByRole('button', { name: 'Import' }).click()
    await dialog.getByText('Done: 2 rows added').waitFor()
    await dialog.getByText('Line 3', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('searchbox', { name: 'Search the rows' }).fill('Norway')
    await page.keyboard.press('Enter')
    await expect.poll(() => tableRows(page).count()).toBe(1)
    expect(mishaps).toEqual([])
  })

  it('make rows of the traces that a filter lets through, previewed first', async () => {
    const { page, mishaps } = await open(`/traces?user=ada`)
    await page.getByRole('button', { name: 'Add to dataset' }).click()
    const dialog = page.getByRole('dialog', { name: 'Make rows of these traces' })
    await dialog.getByRole('combobox', { name: 'Dataset' }).selectOption(dataset)
    await dialog.getByRole('table').getByText('Question one about parcels').waitFor()
    await dialog.getByText('Choose which part of a trace fills what').click()
    await dialog.getByLabel('Reference output').fill('root.nowhere')
    await dialog.getByText('There is nothing at root.nowhere').first().waitFor()
    await dialog.getByLabel('Reference output').fill('root.outputText')
    await expect.poll(() => dialog.getByRole('table').getByText('Yes', { exact: true }).count()).toBe(3)
    await dialog.getByRole('button', { name: 'Make drafts' }).click()
    await dialog.getByText(/^Done: \d rows? added/).waitFor()
    await page.goto(`${pawl.url}/datasets/${dataset}?q=about+parcels`)
    await tableRows(page).first().waitFor()
    expect(mishaps).toEqual([])
  })

  it.each([
    ['/datasets', '[aria-label=Datasets]'],
    ['/datasets/hostile_content', 'tr[data-row]'],
    ['row', '[aria-label=Conversation] li'],
    ['edit', '[aria-label="Messages of the input"] li'],
  ])('keep hostile content text on %s', async (path, ready) => {
    const address = { row: `/rows/${hostileRow}`, edit: `/rows/${hostileRow}/edit` }[path] ?? path
    const { page, mishaps } = await open(address)
    await page.locator(ready).first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => document.querySelectorAll('.from-content, [onerror]').length)).toBe(0)
    expect(mishaps).toEqual([])
  })

  it.each(['/datasets', `/datasets/${dataset}`, `/datasets/${dataset}?tab=history`, '/rows/new', 'row', 'edit'])(
    'name every control and fit a phone: %s',
    async (path) => {
      const address = { row: `/rows/${hostileRow}`, edit: `/rows/${hostileRow}/edit` }[path] ?? path
      const { page } = await open(address, phone)
      await page.waitForLoadState('networkidle')
      expect(await unnamedControls(page)).toEqual([])
      expect(await widthOf(page)).toBe(390)
      const wide = await open(address)
      await wide.page.waitForLoadState('networkidle')
      expect(await unnamedControls(wide.page)).toEqual([])
    },
  )

  it('are reached by two keys, and on a phone by the bar and its sheet', async () => {
    const { page } = await open('/traces')
    await page.getByRole('button', { name: 'Add to dataset' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL(/\/datasets$/)
    const small = await open('/datasets', phone)
    await small.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).tap()
    await small.page.getByRole('dialog').getByRole('link', { name: 'Settings' }).tap()
    await small.page.waitForURL(/\/settings$/)
    expect(await small.page.getByRole('dialog').count()).toBe(0)
  })

  it('say that a dataset or row is not there', async () => {
    const { page } = await open('/datasets/no_such_dataset')
    await page.getByRole('alert').getByText('no_such_dataset').waitFor()
    await page.goto(`${pawl.url}/rows/${traceIdOf('none')}`)
    await page.getByRole('alert').waitFor()
  })
})
