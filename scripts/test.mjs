// Everything that must hold, in one command: build and types, lint, tests on the real engines, browser tests, small
// benchmarks. A failed step does not stop the others. The last line is `N passed, N failed`: all tests of all runs, and
// one for every other step.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root, runStep, tool } from './run-command.mjs'

const total = { passed: 0, failed: 0 }
const failures = []
const failedTests = []

function count(name, { passed, failed }) {
  total.passed += passed
  total.failed += failed
  if (failed > 0) failures.push(`${name} (${failed} failed)`)
}

async function step(name, command, args) {
  process.stdout.write(`\n== ${name}\n`)
  const exitCode = await runStep(command, args)
  count(name, exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
}

/** A run of Vitest counts as its tests. One that fails without a failed test (a crash, an open handle) is a failure. */
async function testStep(name, config) {
  process.stdout.write(`\n== ${name}\n`)
  const report = join(root, 'artifacts', `${config}.json`)
  await mkdir(join(root, 'artifacts'), { recursive: true })
  await rm(report, { force: true })
  const exitCode = await runStep(tool('vitest'), [
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const results = existsSync(report) ? JSON.parse(await readFile(report, 'utf8')) : undefined
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, testResults = [] } = results ?? {}
  failedTests.push(...testResults.flatMap(describeFailures))
  count(name, { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed })
}

/** A line for each test of a file that failed, with the beginning of why, so that the end of a long log says it. */
function describeFailures({ name, message, assertionResults }) {
  const file = relative(root, name)
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return message ? [`${file}: ${message.split('\n')[0]}`] : []
  return failed.map(({ fullName, failureMessages }) => {
    const [reason = ''] = (failureMessages[0] ?? '').split('\n')
    return `${file}: ${fullName}\n    ${reason.slice(0, 300)}`
  })
}

/** Names under which Chromium is found on the PATH; the browser tests look for the same. */
function hasChromium() {
  if (process.env.PAWL_CHROMIUM) return true
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some((name) => {
    try {
      execFileSync('which', [name], { stdio: 'ignore' })
      return true
    } catch (error) {
      if (error.status === undefined) throw error
      return false
    }
  })
}

await step('build and types', process.execPath, ['scripts/build.mjs', '--all'])
await step('lint: format and rules', tool('biome'), ['check', '--error-on-warnings', '.'])
await step('lint: imports', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'packages', 'bench', 'examples'])
await step('lint: dead code', tool('knip'), [])
await testStep('tests', 'vitest.config.ts')
if (hasChromium()) await testStep('browser tests', 'vitest.browser.config.ts')
else {
  process.stdout.write(
    '\nBrowser tests are skipped: no Chromium was found. Debian, Ubuntu: apt-get install chromium. macOS: brew install --cask chromium.\n',
  )
}
await step('benchmarks, small', process.execPath, ['scripts/bench.mjs', '--smoke'])
if (process.env.PAWL_SMOKE_NODE) {
  await step('smoke test on another Node', process.env.PAWL_SMOKE_NODE, ['scripts/smoke.mjs'])
}

if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.join(', ')}\n`)
for (const line of failedTests) process.stdout.write(`  ${line}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed === 0 ? 0 : 1
