import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callPawl } from './call-pawl.ts'
import { countActions } from './count-actions.ts'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn, spanIdOf, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const dataset = 'refund_policy_regressions'
const startMs = Date.now() - 600_000
const questions = ['late', 'twice', 'merge', 'reload', 'conflict', 'phone'] as const
const questionOf = (trace: string) => `May I return the jacket of order ${trace} after 45 days?`

interface Row {
  readonly id: string
  readonly revision: number
  readonly status: string
  readonly expectedBehavior: string
  readonly evaluators: readonly string[]
  readonly labels: readonly string[]
}

const boxOf = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const rowIdOf = (page: Page) => new URL(page.url()).pathname.split('/')[2] ?? ''

describe.skipIf(chromiumPath === undefined)('making a row', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  const rowOf = (rowId: string) => pawl.ask<Row>(`/api/rows/${rowId}`)
  const editorOf = (trace: string) =>
    `${pawl.url}/rows/new?trace=${traceIdOf(trace)}&span=${spanIdOf(trace, 'answer')}&dataset=${dataset}`
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    await pawl.send(
      questions.flatMap((trace, index) =>
        agentTurn({
          trace,
          startMs: startMs + index * 10_000,
          question: questionOf(trace),
          answer: 'Sure, any time, no questions asked.',
          toolError: 'order service timed out',
        }),
      ),
    )
    const protects = 'Refunds are granted by the policy, and never promised outside it.'
    await pawl.ask('/api/datasets', { name: dataset, purpose: 'regression', protects })
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('takes less than a minute from a failing trace to a saved draft', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/traces/${traceIdOf('late')}`)
    await page.getByRole('treeitem').first().waitFor()
    const person = countActions(page)
    await person.press('m')
    await page.getByRole('region', { name: 'Where it comes from' }).getByText(questionOf('late')).first().waitFor()
    await expect.poll(() => page.getByRole('combobox', { name: 'Dataset' }).inputValue()).toBe(dataset)
    await person.type('Says that 30 days are over, and refuses kindly')
    await person.press('Control+Enter')
    await page.waitForURL(/\/rows\/[0-9a-f-]{36}$/)
    await page.getByText('Says that 30 days are over').waitFor()
    const row = await rowOf(rowIdOf(page))
    expect(row).toMatchObject({ status: 'draft', source: { kind: 'span', traceId: traceIdOf('late') } })
    expect(JSON.stringify(row)).toContain('order service timed out')
    for (const [figure, value, unit] of [
      ['web.draft_row_clicks', person.clicks(), 'clicks'],
      ['web.draft_row_keys', person.keys(), 'keys'],
      ['web.draft_row_s', Math.round(person.personS() * 10) / 10, 's'],
    ]) {
      process.stdout.write(`${JSON.stringify({ figure, value, unit })}\n`)
    }
    expect(person.clicks()).toBe(0)
    expect(person.personS()).toBeLessThan(60)
    expect(mishaps).toEqual([])
  })

  it('shows an evaluator failing what came out and passing what is wanted, and only then lets the row be active', async () => {
    const { page, mishaps } = await browser.open(editorOf('twice'))
    const activate = page.getByRole('button', { name: 'Save and activate' })
    await page.getByText('Nothing judges this row').waitFor()
    expect(await activate.isDisabled()).toBe(true)
    await boxOf(page, 'Expected behavior').fill('Names the 30 days')
    await boxOf(page, 'Desired output').fill('Sorry, returns are possible within 30 days only.')
    await page.getByRole('button', { name: 'New evaluator' }).click()
    const made = page.getByRole('group', { name: 'New evaluator' })
    await made.getByLabel('One phrase a line').fill('no questions')
    await made.getByText('What came out passes and must fail').waitFor()
    expect(await made.getByRole('button', { name: 'Make and attach' }).isDisabled()).toBe(true)
    await made.getByLabel('One phrase a line').fill('30 days')
    await made.getByText('What came out fails', { exact: true }).waitFor()
    await made.getByText('does not contain').waitFor()
    await made.getByText('Desired output passes', { exact: true }).waitFor()
    await made.getByLabel('Its name').fill('names_30_days')
    await made.getByRole('button', { name: 'Make and attach' }).click()
    const attached = page.getByRole('list', { name: 'Attached evaluators' })
    await attached.getByText('names_30_days').waitFor()
    await attached.getByText('Desired output passes').waitFor()
    await page.getByLabel('High-risk').check()
    await page.getByText('shown more likely than 80 % to pass').waitFor()
    await activate.click()
    await page.getByText('risks: ').waitFor()
    await page.getByLabel('Finance').check()
    await activate.click()
    await page.waitForURL(/\/rows\/[0-9a-f-]{36}$/)
    const row = await rowOf(rowIdOf(page))
    expect(row).toMatchObject({
      status: 'active',
      evaluators: ['names_30_days'],
      labels: ['high_risk'],
      risks: ['finance'],
    })
    expect(mishaps).toEqual([])
  })

  it('finds duplicates while one types, and merges into what is there', async () => {
    const { results } = await pawl.ask<{ results: readonly { rowId: string }[] }>(`/api/datasets/${dataset}/rows`, {
      rows: [{ input: { messages: [textMessage(questionOf('merge'))] }, labels: ['repeated'] }],
    })
    const { page } = await browser.open(`${pawl.url}/rows/new?dataset=${dataset}`)
    await page.getByRole('button', { name: 'Message', exact: true }).click()
    await boxOf(page, 'Message 1').fill(`${questionOf('merge')} `)
    const found = page.getByRole('region', { name: 'Duplicates' })
    await found.getByText(questionOf('merge')).waitFor()
    await boxOf(page, 'Expected behavior').fill('Refuses kindly')
    await found.getByRole('button', { name: 'Merge into it' }).click()
    await page.waitForURL(new RegExp(results[0]?.rowId ?? 'none'))
    expect(await rowOf(rowIdOf(page))).toMatchObject({ expectedBehavior: 'Refuses kindly', labels: ['repeated'] })
  })

  it('does not store a duplicate unasked, and stores it when told to', async () => {
    const { page } = await browser.open(editorOf('late'))
    await boxOf(page, 'Expected behavior').fill('Again')
    await page.getByRole('region', { name: 'Duplicates' }).waitFor()
    await page.getByRole('button', { name: 'Save draft' }).click()
    await page.getByText('Not saved: the dataset has such a row already').waitFor()
    await page.getByRole('button', { name: 'Save all the same' }).click()
    await page.waitForURL(/\/rows\/[0-9a-f-]{36}$/)
  })

  it('loses no edit to a reload, not even JSON that is half typed', async () => {
    const { page } = await browser.open(editorOf('reload'))
    await boxOf(page, 'Expected behavior').fill('Refuses, and names the 30 days')
    await page.getByLabel('Repeated').check()
    const metadata = page.getByRole('textbox', { name: 'Metadata' })
    await metadata.fill('{"ticket": ')
    await page.reload()
    await page.getByText('Your unsaved edits').waitFor()
    await expect.poll(() => boxOf(page, 'Expected behavior').inputValue()).toBe('Refuses, and names the 30 days')
    expect(await page.getByLabel('Repeated').isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Save draft' }).click()
    await page.getByText('metadata: This is not valid JSON').waitFor()
    await metadata.fill('{"ticket": 7}')
    await page.getByRole('button', { name: 'Save draft' }).click()
    await page.waitForURL(/\/rows\/[0-9a-f-]{36}$/)
    expect(await rowOf(rowIdOf(page))).toMatchObject({ labels: ['repeated'], metadata: { ticket: 7 } })
    await page.goto(editorOf('reload'))
    await boxOf(page, 'Expected behavior').waitFor()
    expect(await boxOf(page, 'Expected behavior').inputValue()).toBe('')
  })

  it('shows both when somebody edited meanwhile, and keeps what both did elsewhere', async () => {
    const { results } = await pawl.ask<{ results: readonly { rowId: string }[] }>(`/api/datasets/${dataset}/rows`, {
      rows: [{ input: { variables: { city: 'Oslo' } }, expectedBehavior: 'First' }],
    })
    const rowId = results[0]?.rowId ?? ''
    const { page } = await browser.open(`${pawl.url}/rows/${rowId}/edit`)
    await boxOf(page, 'Expected behavior').fill('Mine')
    await callPawl(pawl.url, `/api/rows/${rowId}`, {
      method: 'PATCH',
      headers: { 'if-match': '"1"' },
      body: { edit: { expectedBehavior: 'Theirs', labels: ['repeated'] } },
    })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Somebody edited this row meanwhile' })
    await dialog.getByText('Theirs').first().waitFor()
    await dialog.getByText('Mine').first().waitFor()
    await dialog.getByRole('button', { name: 'Save on top of theirs' }).click()
    await page.waitForURL(new RegExp(`/rows/${rowId}$`))
    expect(await rowOf(rowId)).toMatchObject({ expectedBehavior: 'Mine', labels: ['repeated'], revision: 3 })
    await page.getByRole('region', { name: 'History' }).getByText('Edited: expected behavior').first().click()
    const diff = page.getByRole('dialog', { name: /^Revision/ })
    await diff.locator('del').first().waitFor()
  })

  it('works on a phone, nothing wider than the screen', async () => {
    const { page } = await browser.open(editorOf('phone'), phone)
    await boxOf(page, 'Expected behavior').fill('Refuses kindly')
    await page.getByRole('tab', { name: 'Where it comes from' }).tap()
    await page.getByText(questionOf('phone')).first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await page.getByRole('tab', { name: 'Row', exact: true }).tap()
    expect(await boxOf(page, 'Expected behavior').inputValue()).toBe('Refuses kindly')
    await page.getByRole('button', { name: 'Save draft' }).tap()
    await page.waitForURL(/\/rows\/[0-9a-f-]{36}$/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})

const textMessage = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] })
