import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { openBrowser } from './open-browser.ts'
import { startPawl } from './start-pawl.ts'

describe.skipIf(chromiumPath === undefined)('the empty page', () => {
  it('shows three lines that send a first trace, and moves on by itself when it arrives', async () => {
    await using pawl = await startPawl()
    await using browser = await openBrowser()
    const { page, mishaps } = await browser.open(pawl.url)
    await page.getByRole('heading', { name: 'Send your first trace' }).waitFor()
    for (const tab of ['OpenTelemetry', 'Python', 'Node', 'curl']) {
      await page.getByRole('tab', { name: tab }).click()
      const code = (await page.getByRole('tabpanel').locator('pre').textContent()) ?? ''
      expect(code.trim().split('\n')).toHaveLength(3)
      expect(code).toContain(pawl.url)
    }
    const command = (await page.getByRole('tabpanel').locator('pre').textContent()) ?? ''
    await promisify(exec)(`${command} --silent --fail`)
    await page.getByRole('heading', { name: 'Your first trace is here' }).waitFor()
    await page.locator('tr[data-trace]').getByText('Is this thing on?').waitFor()
    expect(mishaps).toEqual([])
  })
})
