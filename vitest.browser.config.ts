import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@pawl/source'] },
  ssr: { resolve: { conditions: ['@pawl/source'] } },
  test: {
    // The embedded engines refuse worker threads, and a browser beside a server leaves no room for a second pair.
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['packages/web/browser-tests/**/*.browser.test.ts'],
  },
})
