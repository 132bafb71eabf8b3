import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

const browserTests = 'packages/web/browser-tests/**/*.browser.test.ts'
const timed = '**/large-trace.browser.test.ts'

export default defineConfig({
  resolve: { conditions: ['@pawl/source'] },
  ssr: { resolve: { conditions: ['@pawl/source'] } },
  test: {
    // The embedded engines refuse worker threads: one process per test file.
    pool: 'forks',
    // More than a small machine has cores: they wait for disks, browsers and servers in between.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['scripts/fixed-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        // Without engines nothing outlives a file, and the next one finds the process warm.
        test: { name: 'pure', isolate: false, include: ['packages/{core,web}/src/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: {
          name: 'engines',
          include: ['packages/{cli,sdk,server}/src/**/*.test.ts', 'scripts/**/*.test.ts', 'examples/*/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: [browserTests], exclude: [timed] },
      },
      {
        extends: true,
        // What is held against a clock runs when everything else has ended.
        test: { name: 'timed', include: [timed], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
