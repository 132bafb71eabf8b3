import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser } from './open-browser.ts'
import { type TestSpan, traceIdOf } from './otlp-request.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const spanCount = 10_000
const startMs = Date.now() - 900_000

const spans: readonly TestSpan[] = Array.from({ length: spanCount }, (_, index) => ({
  trace: 'large',
  id: String(index),
  ...(index === 0 ? {} : { parent: String(Math.floor((index - 1) / 4)) }),
  name: index === 0 ? 'batch job' : `step ${index}`,
  startMs: startMs + index * 50,
  durationMs: index === 0 ? spanCount * 50 + 100 : 120,
  ...(index === 7777 ? { failed: 'the one failure' } : {}),
}))

describe.skipIf(chromiumPath === undefined)('a trace of 10,000 spans', () => {
  let pawl: RunningPawl
  let browser: OpenBrowser
  beforeAll(async () => {
    pawl = await startPawl()
    browser = await openBrowser()
    for (let from = 0; from < spanCount; from += 2500) await pawl.send(spans.slice(from, from + 2500))
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await pawl?.[Symbol.asyncDispose]()
  })

  it('is readable within two seconds and stays under 5,000 nodes', async () => {
    const { page } = await browser.open(`${pawl.url}/settings`)
    await page.locator('#server').waitFor()
    const startedMs = Date.now()
    await page.goto(`${pawl.url}/traces/${traceIdOf('large')}`)
    await page.getByRole('treeitem').nth(15).waitFor()
    const readableMs = Date.now() - startedMs
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
    process.stdout.write(`${JSON.stringify({ figure: 'web.trace_10k_ms', value: readableMs, unit: 'ms' })}\n`)
    process.stdout.write(`${JSON.stringify({ figure: 'web.trace_10k_nodes', value: nodes, unit: 'nodes' })}\n`)
    expect(readableMs).toBeLessThan(2000)
    expect(nodes).toBeLessThan(5000)
  })

  it('finds its one failure among all, though it was never on the screen', async () => {
    const { page } = await browser.open(`${pawl.url}/traces/${traceIdOf('large')}`)
    await page.getByRole('treeitem').first().waitFor()
    await page.keyboard.press('e')
    await page.getByRole('treeitem', { selected: true }).getByText('step 7777').waitFor()
    await page.getByRole('region', { name: 'Open span' }).getByText('the one failure').waitFor()
  })
})
