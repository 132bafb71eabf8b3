import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { chromiumPath } from './find-chromium.ts'

export interface OpenBrowser extends AsyncDisposable {
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<WatchedPage>
}

/** A page that remembers what must not happen. */
export interface WatchedPage {
  readonly page: Page
  /** Exceptions, refused resources (CSP), and dialogs that content managed to open. */
  readonly mishaps: readonly string[]
}

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** A busy machine is slow, not wrong. */
const limitMs = 30_000

function watch(page: Page): WatchedPage {
  const mishaps: string[] = []
  page.on('pageerror', (error) => mishaps.push(`exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    mishaps.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) mishaps.push(`refused: ${message.text()}`)
  })
  page.setDefaultTimeout(limitMs)
  return { page, mishaps }
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const watched = watch(await context.newPage())
  await watched.page.goto(url)
  return watched
}

export async function openBrowser(): Promise<OpenBrowser> {
  if (chromiumPath === undefined) throw new Error('no Chromium')
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    open: (url, options = {}) => openPage(browser, url, options),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
