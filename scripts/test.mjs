// Everything that must hold, in one command: build and types, lint, tests on the real engines, browser tests, small
// benchmarks. A failed step does not stop the others. The last line is `N passed, N failed`: all tests of all runs, and
// one for every other step.
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
  countStep(name, await runStep(command, args))
}

const countStep = (name, exitCode) => count(name, exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** At the same time; each is shown when it has ended. */
async function stepsAtOnce(steps) {
  const running = steps.map(async ([name, command, args]) => {
    const written = []
    const exitCode = await runStep(command, args, (chunk) => written.push(chunk))
    process.stdout.write(`\n== ${name}\n${Buffer.concat(written)}`)
    countStep(name, exitCode)
  })
  await Promise.all(running)
}

/** A run of Vitest counts as its tests. One that fails without a failed test (a crash, an open handle) is a failure. */
async function testStep(name) {
  process.stdout.write(`\n== ${name}\n`)
  const report = join(root, 'artifacts', 'tests.json')
  await mkdir(join(root, 'artifacts'), { recursive: true })
  await rm(report, { force: true })
  const exitCode = await runStep(tool('vitest'), [
    'run',
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

await step('build and types', process.execPath, ['scripts/build.mjs', '--all'])
await stepsAtOnce([
  ['lint: format and rules', tool('biome'), ['check', '--error-on-warnings', '.']],
  ['lint: imports', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'packages', 'bench', 'examples']],
  ['lint: dead code', tool('knip'), []],
])
await testStep('tests, of the pages too')
await step('benchmarks, small', process.execPath, ['scripts/bench.mjs', '--smoke'])
if (process.env.PAWL_SMOKE_NODE) {
  await step('smoke test on another Node', process.env.PAWL_SMOKE_NODE, ['scripts/smoke.mjs'])
}

if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.join(', ')}\n`)
for (const line of failedTests) process.stdout.write(`  ${line}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed === 0 ? 0 : 1
