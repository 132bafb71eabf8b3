import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

const subjects = ['It is on its way.', 'I do not care.', hostile].map((text) => ({
  subject: { input: { variables: { question: 'Where is it?' }, messages: [] }, output: { text } },
  judgement: { result: { score: 1, outcome: 'pass', reason: 'the judge liked it' } },
}))

describe.skipIf(chromiumPath === undefined)('the pages of evaluators', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    await pawl.send(
      agentTurn({
        trace: 'bad',
        startMs: Date.now() - 60_000,
        question: 'May I return it?',
        answer: 'Any time you like.',
      }),
    )
    await pawl.ask('/api/evaluators', {
      name: 'polite',
      definition: { kind: 'contains', mode: 'none', values: ['care'] },
      note: hostile,
    })
    await pawl.ask('/api/labels/subjects', { evaluator: 'polite', subjects })
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('make an evaluator of a failing trace, judged while one types, and save it as versions', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/evaluators/_new?trace=${traceIdOf('bad')}`)
    await page.getByRole('button', { name: /^Contains/ }).click()
    await page.getByLabel('Name', { exact: true }).fill('names_the_policy')
    await page.getByRole('button', { name: 'Save evaluator' }).click()
    await page.getByText('This is needed.').first().waitFor()
    await page.getByRole('textbox', { name: 'Texts 1' }).fill('any time')
    const example = page.getByRole('listitem', { name: /Example trace/ })
    await example.getByText('wrong: it must fail').waitFor()
    await page.getByRole('textbox', { name: 'Texts 1' }).fill('within 30 days')
    await example.getByText('right', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save evaluator' }).click()
    await page.waitForURL(/\/evaluators\/names_the_policy$/)
    await page.getByRole('tab', { name: 'Definition' }).waitFor()
    await page.getByRole('button', { name: 'Add a text' }).click()
    await page.getByRole('textbox', { name: 'Texts 2' }).fill('thirty days')
    await page.getByLabel('Note for this version').fill('in words too')
    await page.getByRole('button', { name: 'Save version 2' }).click()
    await page.getByRole('tab', { name: /Versions/ }).click()
    await page.getByRole('region', { name: 'Changes' }).locator('ins', { hasText: 'thirty days' }).waitFor()
    expect(mishaps).toEqual([])
  })

  it('ask before unsaved changes are left', async () => {
    const { page } = await browser.open(`${pawl.url}/evaluators/polite`)
    await page.getByRole('textbox', { name: 'Texts 1' }).fill('rude')
    await page.getByRole('link', { name: 'All evaluators' }).click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByRole('textbox', { name: 'Texts 1' }).inputValue()).toBe('rude')
    await page.getByRole('link', { name: 'All evaluators' }).click()
    await question.getByRole('button', { name: 'Leave' }).click()
    await page.waitForURL(/\/evaluators$/)
  })

  it('edit a definition as JSON and say in which line it is none', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/evaluators/_new?kind=json_schema`)
    const editor = page.getByRole('textbox', { name: 'JSON Schema' })
    await editor.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('{\n"a": 1,}')
    await page.getByText(/Line 2, column \d+: expected a name in double quotes/).waitFor()
    // The line break parted what was typed: three strokes back.
    for (let stroke = 0; stroke < 3; stroke++) await page.keyboard.press('ControlOrMeta+z')
    await page.getByText(/Line 2/).waitFor({ state: 'detached' })
    expect(mishaps).toEqual([])
  })

  it('label outputs by single keys, take a label back, and measure the evaluator by them', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/evaluators/polite/labels`)
    await page.getByText('3 labelled').waitFor()
    expect(await page.getByText('the judge liked it').count()).toBe(0)
    await page.keyboard.press('1')
    await page.getByText('You said pass').waitFor()
    await page.getByText('the judge liked it').waitFor()
    await page.keyboard.press('z')
    await page.getByText('You said pass').waitFor({ state: 'detached' })
    await page.keyboard.press('f')
    await page.keyboard.press('n')
    await page.keyboard.type('rude')
    await page.keyboard.press('Enter')
    await page.keyboard.press('p')
    await page.keyboard.press('1')
    await page.getByText('Every output is labelled').waitFor()
    const { labels } = await pawl.ask<{ labels: { outcome: string; note: string }[] }>('/api/labels?evaluator=polite')
    expect(labels.map(({ outcome }) => outcome).sort()).toEqual(['fail', 'pass', 'pass'])
    expect(labels.map(({ note }) => note).sort()).toEqual(['', '', 'rude'])
    await page.getByRole('link', { name: 'Look at the agreement' }).click()
    await page.getByText('Sensitivity', { exact: true }).waitFor()
    expect(mishaps).toEqual([])
  })

  it('fit a phone and show content as text', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/evaluators`, phone)
    await page.getByText('<img src=x').first().waitFor()
    for (const path of ['/evaluators', '/evaluators/_new', '/evaluators/polite', '/evaluators/polite?tab=people']) {
      await page.goto(`${pawl.url}${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(390)
    }
    expect(mishaps).toEqual([])
  })
})
