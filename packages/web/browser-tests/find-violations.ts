import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const require = createRequire(import.meta.url)
const script = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What is used of axe's own answer: https://www.deque.com/axe/core-documentation/api-documentation/ */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

interface Axe {
  readonly run: (context: object, options: object) => Promise<AxeResults>
}

/** What axe calls serious or critical on the page, one line each. `only` narrows it to some rules. */
export async function findViolations(page: Page, only?: readonly string[]): Promise<readonly string[]> {
  // By evaluate: the page's Content Security Policy refuses a script element.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(script)
  const { violations } = await page.evaluate(
    async (rules) => {
      const { axe } = window as unknown as { readonly axe: Axe }
      return axe.run(document, {
        resultTypes: ['violations'],
        ...(rules === null ? {} : { runOnly: { type: 'rule', values: rules } }),
      })
    },
    only === undefined ? null : [...only],
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => {
        const how = (failureSummary ?? '').split('\n')[1]?.trim() ?? ''
        return `${id}: ${help}; ${how}; ${html.slice(0, 200)}`
      }),
    )
}
