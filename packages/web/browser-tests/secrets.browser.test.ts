import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser } from './open-browser.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

describe.skipIf(chromiumPath === undefined)('secrets in the settings', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  beforeAll(async () => {
    ;[pawl, browser] = await Promise.all([startPawl(), openBrowser()])
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('are set, named and deleted, and never shown', async () => {
    const { page, mishaps } = await browser.open(`${pawl.url}/settings`)
    const section = page.getByRole('region', { name: 'Secrets', exact: true })
    await section.getByLabel('Name').fill('agent_key')
    await section.getByLabel('Value').fill('tr0ub4dor&3')
    await section.getByRole('button', { name: 'Set secret' }).click()
    await section.getByText('named by nothing').waitFor()
    expect(await page.content()).not.toContain('tr0ub4dor')
    await section.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog', { name: 'Delete AGENT_KEY?' }).getByRole('button', { name: 'Delete' }).click()
    await section.getByText('named by nothing').waitFor({ state: 'detached' })
    expect(mishaps).toEqual([])
  })
})
