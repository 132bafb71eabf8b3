import { execFileSync } from 'node:child_process'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function pathOf(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

/** Where a Chromium is: `PAWL_CHROMIUM`, else the first of its usual names on the PATH. */
function findChromium(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: tests have no configuration of their own.
  const named = process.env.PAWL_CHROMIUM
  return named ?? names.map(pathOf).find((path) => path !== undefined && path !== '')
}

export const chromiumPath = findChromium()

if (chromiumPath === undefined) {
  console.warn(
    'Browser tests are skipped: no Chromium was found. Debian, Ubuntu: apt-get install chromium. macOS: brew install --cask chromium. Or name one in PAWL_CHROMIUM.',
  )
}
