import type { Page, Request } from 'playwright-core'

const quietMs = 120

export interface SettlingPage {
  /** Waits until nothing is on its way but streams, and no skeleton stands in for something. */
  readonly settle: () => Promise<void>
  /** What the browser complained about since the last call. */
  readonly takeErrors: () => readonly string[]
}

/** Follows a page's requests: `networkidle` never comes where a stream is open. */
export function followPage(page: Page): SettlingPage {
  const open = new Set<Request>()
  let errors: string[] = []
  let lastMs = Date.now()
  const end = (request: Request) => {
    open.delete(request)
    lastMs = Date.now()
  }
  page.on('request', (request) => {
    open.add(request)
    lastMs = Date.now()
  })
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  page.on('response', (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream')) end(response.request())
  })
  page.on('framenavigated', () => open.clear())
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  const settle = async () => {
    const untilMs = Date.now() + 30_000
    for (;;) {
      const isLoading = await page.locator('.animate-skeleton, [role=status][aria-label=Loading]').count()
      if (isLoading === 0 && open.size === 0 && Date.now() - lastMs > quietMs) return
      if (Date.now() > untilMs) {
        const waiting = Array.from(open, (request) => request.url()).join(' ')
        throw new Error(`${page.url()} did not settle: ${isLoading} skeletons, waits for ${waiting}`)
      }
      await page.waitForTimeout(30)
    }
  }
  const takeErrors = () => {
    const taken = errors
    errors = []
    return taken
  }
  return { settle, takeErrors }
}
