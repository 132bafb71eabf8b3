import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser, phone } from './open-browser.ts'
import { agentTurn, spanIdOf, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const hostile = '<img src=x onerror=alert(1)> {{x}} \u202edesrever'

describe.skipIf(chromiumPath === undefined)('the pages of prompts', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    await pawl.send(
      agentTurn({
        trace: 'call',
        startMs: Date.now() - 60_000,
        question: `Where is parcel 4711? ${hostile}`,
        answer: 'Here.',
      }),
    )
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  const api = async (path: string, body?: unknown) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${pawl.url}${path}`, body === undefined ? {} : init)
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return response.json() as Promise<Record<string, unknown>>
  }
  const contentOf = (text: string) => ({
    model: 'openai/gpt-4o-mini',
    messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }],
  })
  const newPrompt = (name: string, text: string) => api('/api/prompts', { name, version: { content: contentOf(text) } })
  const newest = async (name: string) =>
    (await api(`/api/prompts/${encodeURIComponent(name)}/versions/newest`)) as {
      number: number
      note: string
      content: { messages: { role: string; parts: { content: string }[] }[] }
    }
  const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
  const write = async (page: Page, name: string, text: string) => {
    await field(page, name).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(text)
  }

  it('go from nothing over an edit to what changed', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/prompts`)
    await page.getByRole('heading', { name: 'No prompt yet' }).waitFor()
    await page.getByText('From a model call').waitFor()
    await page.getByText('pawl prompts push').waitFor()
    await page.getByRole('button', { name: 'New prompt' }).click()
    await page.getByLabel('Name').fill('support_answer')
    await page.getByLabel('Name').press('Enter')
    await page.waitForURL('**/prompts/support_answer')
    expect(await page.getByRole('button', { name: 'Save version 1' }).isDisabled()).toBe(true)
    await write(page, 'Message 1', 'You help customers.')
    await write(page, 'Message 2', '{{question}}')
    await field(page, 'Model').fill('openai/gpt-4o-mini')
    await field(page, 'Sample of question').fill('Where is {{it}}?')
    const preview = page.getByRole('region', { name: 'Preview' })
    await expect.poll(() => preview.textContent()).toContain('Where is {{it}}?')
    await field(page, 'Model').press('ControlOrMeta+Enter')
    await page.getByText('Version 1, unchanged.').waitFor()

    await write(page, 'Message 1', 'You help our customers politely.')
    await page.getByLabel('Note on the version').fill('More polite')
    await field(page, 'Message 1').click()
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('Version 2, unchanged.').waitFor()
    expect(await newest('support_answer')).toMatchObject({ number: 2, note: 'More polite' })

    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByText('More polite').waitFor()
    await page.locator('ins', { hasText: 'politely' }).waitFor()
    await page.getByRole('button', { name: /^Version 1/ }).click()
    await page.getByRole('button', { name: 'Edit from version 1' }).click()
    await page.getByText('Unsaved changes, kept from before.').waitFor()
    expect(await field(page, 'Message 1').textContent()).toBe('You help customers.')
    await page.getByRole('button', { name: 'Save version 3' }).click()
    await page.getByText('Nothing to save: this is version 1 again').waitFor()
    expect(await newest('support_answer')).toMatchObject({ number: 2 })
    expect(mishaps).toEqual([])
  })

  it('keep unsaved work over a reload, until it is discarded', async () => {
    await newPrompt('kept', 'As it was.')
    const { page } = await browser.open(`${pawl.url}/prompts/kept`)
    await write(page, 'Message 1', 'Half a thought')
    await page.reload()
    await page.getByText('Unsaved changes, kept from before.').waitFor()
    expect(await field(page, 'Message 1').textContent()).toBe('Half a thought')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => field(page, 'Message 1').textContent()).toBe('As it was.')
    await page.reload()
    await page.getByText('Version 1, unchanged.').waitFor()
  })

  it('say who saved meanwhile, and save on top only when told to', async () => {
    await newPrompt('shared', 'As it was.')
    const { page } = await browser.open(`${pawl.url}/prompts/shared`)
    await write(page, 'Message 1', 'Mine.')
    await api('/api/prompts/shared/versions', { content: contentOf('Theirs.') })
    await page.keyboard.press('ControlOrMeta+Enter')
    const alert = page.getByRole('alert')
    await expect.poll(() => alert.textContent()).toContain('local, unverified saved version 2 meanwhile')
    expect(await newest('shared')).toMatchObject({ number: 2 })
    expect(await field(page, 'Message 1').textContent()).toBe('Mine.')
    await page.getByRole('button', { name: 'Keep mine, on top of it' }).click()
    await page.getByRole('button', { name: 'Save version 3' }).click()
    await page.getByText('Version 3, unchanged.').waitFor()
    expect((await newest('shared')).content.messages[0]?.parts[0]?.content).toBe('Mine.')
  })

  it('make a prompt of a model call, what was marked as variables, braces in the rest as text', async () => {
    const address = `${traceIdOf('call')}?span=${spanIdOf('call', 'ask')}`
    const { page, mishaps } = await browser.open(`${pawl.url}/traces/${address}`)
    await page.getByRole('link', { name: 'Make a prompt' }).click()
    await page.getByRole('button', { name: 'Line down' }).click()
    const message = page.getByRole('region', { name: 'Message 2' })
    await message.evaluate((box) => {
      const text = box.querySelector('[data-from]')?.firstChild
      if (!text) throw new Error('there is no text')
      const at = text.textContent?.indexOf('4711') ?? -1
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 4)
      getSelection()?.removeAllRanges()
      getSelection()?.addRange(range)
      box.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }))
    })
    await page.getByLabel('Name', { exact: true }).fill('parcel')
    await page.getByRole('button', { name: 'Make a variable' }).click()
    await page.getByLabel('Text', { exact: true }).fill('a shop')
    await page.getByLabel('Variable', { exact: true }).fill('shop')
    await page.getByRole('button', { name: 'Replace' }).click()
    await page.getByLabel('Name of the prompt').fill('from a call / 1')
    await page.getByRole('button', { name: 'Make the prompt' }).click()
    await page.getByText('Version 1, unchanged.').waitFor()
    const { content, note } = await newest('from a call / 1')
    expect(content.messages.map(({ parts }) => parts[0]?.content)).toEqual([
      'You help customers of {{shop}}.',
      `Where is parcel {{parcel}}? ${hostile.replace('{{x}}', '\\{{x}}')}`,
    ])
    expect(note).toContain(spanIdOf('call', 'ask'))
    expect(await field(page, 'Sample of parcel').inputValue()).toBe('4711')
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(mishaps).toEqual([])
  })

  it('list prompts on a phone without cutting anything off', async () => {
    await newPrompt(`odd name ${hostile.slice(0, 30)}`, hostile)
    const { page, mishaps } = await browser.open(`${pawl.url}/prompts`, phone)
    await page.getByRole('list', { name: 'Prompts' }).getByText('odd name').click()
    await page.getByText('Version 1, unchanged.').waitFor()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    expect(mishaps).toEqual([])
  })
})
