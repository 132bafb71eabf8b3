import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@pawl/source'] },
  ssr: { resolve: { conditions: ['@pawl/source'] } },
  test: {
    // The embedded engines refuse worker threads: one process per test file.
    pool: 'forks',
    maxWorkers: 3,
    setupFiles: ['scripts/fixed-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/src/**/*.test.tsx',
      'scripts/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
  },
})
