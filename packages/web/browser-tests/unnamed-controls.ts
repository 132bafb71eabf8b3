import type { Page } from 'playwright-core'

/** The controls in sight that a screen reader could not name, as their markup. */
export async function unnamedControls(page: Page): Promise<readonly string[]> {
  const controls = page.locator('button, a[href], input, select, textarea, [role=textbox], [role=checkbox], [role=tab]')
  return controls.evaluateAll((elements) => {
    const nameOf = (element: Element): string => {
      const labelledBy = (element.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
      const labels = 'labels' in element ? Array.from((element as HTMLInputElement).labels ?? []) : []
      return [
        element.getAttribute('aria-label'),
        ...labelledBy,
        ...labels.map((label) => label.textContent),
        element.getAttribute('title'),
        element.matches('button, a, [role=tab]') ? element.textContent : '',
      ]
        .join('')
        .trim()
    }
    return elements
      .filter((element) => element.checkVisibility() && nameOf(element) === '')
      .map((element) => element.outerHTML.slice(0, 200))
  })
}
