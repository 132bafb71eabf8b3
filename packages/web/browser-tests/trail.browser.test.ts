import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './find-chromium.ts'
import { type OpenBrowser, openBrowser } from './open-browser.ts'
import { type RunningPawl, startPawl } from './start-pawl.ts'

const folder = fileURLToPath(new URL('../../../../shared/data/trail-gaia', import.meta.url))
const hasTrail = existsSync(folder)

interface Annotations {
  readonly errors: readonly {
    readonly category: string
    readonly location: string
    readonly description: string
    readonly impact: string
  }[]
}

const annotated = (hasTrail ? readdirSync(folder) : [])
  .filter((name) => name.endsWith('.annotations.json'))
  .map((name) => ({
    traceId: name.slice(0, 32),
    ...(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Annotations),
  }))

/** Several annotations may be about one span. */
const spansOf = ({ errors }: Annotations) => [...new Set(errors.map(({ location }) => location))]
const categoryOf = (category: string) => category.toLowerCase()

describe.skipIf(chromiumPath === undefined || !hasTrail)(
  'traces that people annotated (skipped without the data)',
  () => {
    let pawl: RunningPawl
    let browser: OpenBrowser
    beforeAll(async () => {
      pawl = await startPawl()
      browser = await openBrowser()
      for (const { traceId, errors } of annotated) {
        const body = readFileSync(`${folder}/${traceId}.otlp.json`)
        const sent = await fetch(`${pawl.url}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
        expect(await sent.json()).toEqual({})
        const scores = errors.map(({ category, location, description, impact }) => ({
          ...{ traceId, spanId: location, name: categoryOf(category), label: impact, outcome: 'fail' },
          ...{ explanation: description, source: 'human' },
        }))
        await pawl.ask('/api/scores', scores)
      }
    })
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await pawl?.[Symbol.asyncDispose]()
    })

    it('show every span that a person found wrong, and with a click little else', async () => {
      const { page, mishaps } = await browser.open(`${pawl.url}/traces`)
      for (const trace of annotated) {
        await page.goto(`${pawl.url}/traces/${trace.traceId}`)
        await page.getByRole('button', { name: /^Show only (errors|problems)$/ }).click()
        for (const spanId of spansOf(trace)) {
          await page
            .locator(`#span-${spanId}`)
            .getByRole('img', { name: /^Judged a fail: / })
            .waitFor()
        }
      }
      expect(mishaps).toEqual([])
    }, 120_000)

    it('lead from one to the next by a key, each with what the person wrote', async () => {
      const [trace] = annotated
      if (trace === undefined) throw new Error('the data has no traces')
      const { page } = await browser.open(`${pawl.url}/traces/${trace.traceId}`)
      await page.getByRole('treeitem').first().waitFor()
      const seen = new Set<string>()
      for (const _ of spansOf(trace)) {
        await page.keyboard.press('e')
        const open = await page.getByRole('tree').getAttribute('aria-activedescendant')
        seen.add(open?.replace('span-', '') ?? '')
        const notice = page.getByRole('list', { name: 'Failed scores' })
        for (const { location, description } of trace.errors) {
          if (`span-${location}` === open) await notice.getByText(description.slice(0, 60)).waitFor()
        }
      }
      expect([...seen].toSorted()).toEqual(spansOf(trace).toSorted())
    })

    it('are found over all traces by what was found wrong', async () => {
      const wanted = annotated.filter(({ errors }) => errors.some(({ category }) => category === 'Goal Deviation'))
      const { page } = await browser.open(
        `${pawl.url}/traces?range=all&score=${encodeURIComponent('goal deviation:fail')}`,
      )
      const rows = page.locator('tr[data-trace]')
      await rows.first().waitFor()
      await expect.poll(() => rows.count()).toBe(wanted.length)
      const found = await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute('data-trace') ?? ''))
      expect(found.toSorted()).toEqual(wanted.map(({ traceId }) => traceId).toSorted())
    })
  },
)
