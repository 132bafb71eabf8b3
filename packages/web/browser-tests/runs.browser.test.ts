import type { LeaseAnswer, NewTrialOutput, RunView } from '@pawl/core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const hostile = '<img src=x onerror="alert(1)">'
const questions = ['May I return it?', 'Where is it?', `Say ${hostile}`, 'How much?'] as const

/** What the target answers to each question, before the fix and after it. */
const answers = {
  before: ['Any time you like.', 'within 30 days', 'within 30 days', 'It depends.'],
  after: ['It is possible within 30 days.', 'within 30 days', `No, ${hostile}`, 'It depends.'],
} as const

const rows = (page: Page) => page.getByRole('list', { name: 'Rows' }).getByRole('listitem')

describe.skipIf(chromiumPath === undefined)('the pages of runs', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  let before: RunView
  let after: RunView

  const start = (version: string, trialsPerRow = 1) =>
    pawl.ask<RunView>('/api/runs', {
      target: { type: 'function', name: 'agent', version },
      datasetName: 'refund_policy',
      trialsPerRow,
    })

  /** Makes trials as a worker in someone's own process does. */
  async function work(run: RunView, said: readonly string[], most: number): Promise<void> {
    const lease = await pawl.ask<LeaseAnswer>(`/api/runs/${run.id}/lease`, { worker: 'test', max: most })
    const at = new Date().toISOString()
    const results = lease.trials.map(({ rowId, trial, attempt, input }): NewTrialOutput => {
      const question = input.messages.flatMap(({ parts }) =>
        parts.map((part) => ('content' in part ? part.content : '')),
      )
      const answer = said[questions.findIndex((each) => question.includes(each))] ?? ''
      const output = { messages: [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }] }
      return { rowId, trial, attempt, output, latencyMs: 120, costUsd: 0.001, startedAt: at, finishedAt: at }
    })
    await pawl.ask(`/api/runs/${run.id}/results`, { leaseId: lease.leaseId ?? '', results })
  }

  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    await pawl.ask('/api/evaluators', {
      name: 'names_the_policy',
      definition: { kind: 'contains', mode: 'any', values: ['within 30 days'] },
    })
    await pawl.ask('/api/datasets', { name: 'refund_policy', purpose: 'regression' })
    await pawl.ask('/api/datasets/refund_policy/rows', {
      onDuplicate: 'add',
      rows: questions.map((question) => ({
        input: { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: question }] }] },
        evaluators: ['names_the_policy'],
        status: 'active',
      })),
    })
    before = await start('v1')
    await work(before, answers.before, 50)
    after = await start('v2')
    await work(after, answers.after, 50)
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('list what ran with its pass rate and how far that is known, and compare two of them', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/runs`)
    const list = page.getByRole('list', { name: 'Runs' })
    await list.getByRole('listitem').nth(1).waitFor()
    expect(await list.getByRole('listitem').count()).toBe(2)
    expect(await list.getByRole('listitem').first().textContent()).toMatch(
      /Finished[\s\S]*agent[\s\S]*v2[\s\S]*50%[\s\S]*15–85%/,
    )
    await list.getByRole('checkbox').first().check()
    await list.getByRole('checkbox').last().check()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.waitForURL(new RegExp(`/runs/${before.id}/compare/${after.id}`))
    expect(mishaps).toEqual([])
  })

  it('open the rows of a run, filtered by standing in the address, down to the reasons of each trial', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/runs/${before.id}`)
    await rows(page).nth(3).waitFor()
    await page.getByRole('button', { name: /^Failing 2/ }).click()
    await expect.poll(() => rows(page).count()).toBe(2)
    expect(page.url()).toContain('standing=failing')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const judged = page.getByRole('list', { name: 'Evaluators' })
    await judged.getByText('The output contains none of').waitFor()
    await judged.getByRole('button', { name: 'Have people label this output' }).click()
    await page.getByText('In the labelling queue of names_the_policy').waitFor()
    await page.reload()
    await judged.getByText('The output contains none of').waitFor()
    expect(mishaps).toEqual([])
  })

  it('follow a run as it goes on, without a reload, and cancel and resume it', async () => {
    const run = await start('v3', 2)
    const { page, mishaps } = await browser.open(`${pawl.url}/runs/${run.id}`)
    await page.getByText('0 of 8 trials').waitFor()
    await work(run, answers.after, 3)
    await page.getByText('3 of 8 trials').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled').first().waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Running').first().waitFor()
    await work(run, answers.after, 50)
    await page.getByText('Finished').first().waitFor()
    await page.getByText('All of k trials pass').waitFor()
    expect(mishaps).toEqual([])
  })

  it('compare two runs row by row, by keys, with the words that differ', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/runs/${before.id}/compare/${after.id}`)
    const changes = page.getByRole('group', { name: 'Filter by change' })
    await changes.getByRole('button', { name: /^Regressed/ }).waitFor()
    await changes.getByRole('button', { name: /^Fixed/ }).click()
    await expect.poll(() => rows(page).count()).toBe(1)
    const outputs = page.getByRole('region', { name: 'Outputs' })
    await outputs.getByText('Any time you like').waitFor()
    await page.getByText('seen, not shown').waitFor()
    await changes.getByRole('button', { name: /^Fixed/ }).click()
    await expect.poll(() => rows(page).count()).toBe(4)
    const first = new URL(page.url()).searchParams.get('row')
    await page.keyboard.press('j')
    await expect.poll(() => new URL(page.url()).searchParams.get('row')).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(() => new URL(page.url()).searchParams.get('row')).toBe(first)
    await changes.getByRole('button', { name: /^Regressed/ }).click()
    await expect.poll(() => outputs.getByRole('region', { name: 'After' }).textContent()).toContain(`No, ${hostile}`)
    expect(mishaps).toEqual([])
  })

  it('put a new run together and say beforehand what it will ask for', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/runs?new=true&prompt=support@3&dataset=refund_policy`)
    const dialog = page.getByRole('dialog', { name: 'New run' })
    await dialog.getByLabel('Trials of each row').fill('5')
    await dialog.getByText('at least 20 calls to the target').waitFor()
    await dialog.getByText('The same from the command line').click()
    await dialog.getByText('pawl run --prompt support@3 --dataset refund_policy --trials 5').waitFor()
    await dialog.getByRole('button', { name: 'Start the run' }).click()
    await dialog.getByRole('alert').getByText('support').first().waitFor()
    expect(mishaps).toEqual([])
  })

  it('keep the list that is there when its next page does not come, and try that one again', async () => {
    const { page } = await browser.open('about:blank')
    let failures = 0
    await page.route('**/api/runs?*', async (route) => {
      if (new URL(route.request().url()).searchParams.has('cursor')) {
        failures++
        const problem = {
          type: 'about:blank',
          title: 'Internal error',
          status: 500,
          code: 'internal',
          detail: 'It broke.',
        }
        return await route.fulfill({ status: 500, contentType: 'application/problem+json', json: problem })
      }
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), nextCursor: 'more' } })
    })
    await page.goto(`${pawl.url}/runs`)
    await page.getByRole('alert').getByText('It broke.').waitFor()
    expect(await page.getByRole('list', { name: 'Runs' }).getByRole('listitem').count()).toBeGreaterThan(0)
    const failed = failures
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => failures).toBeGreaterThan(failed)
  })

  it('fit a phone', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/runs`, phone)
    for (const path of ['/runs', `/runs/${before.id}`, `/runs/${before.id}/compare/${after.id}`]) {
      await page.goto(`${pawl.url}${path}`)
      await page.getByText('agent').first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(390)
    }
    expect(mishaps).toEqual([])
  })
})
