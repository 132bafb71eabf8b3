// Runs all benchmarks, or those that are named; each prints JSON lines {"figure", "value", "unit"}.
//   npm run bench [-- <name>…] [--smoke] [--<option>=<value>…]
// Options go to every benchmark that is run; --smoke asks for small sizes.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, runCommand } from './run-command.mjs'

const words = process.argv.slice(2)
const options = words.filter((word) => word.startsWith('-'))
const named = words.filter((word) => !word.startsWith('-'))

// A file there that exports nothing is a program: a benchmark. The others are what benchmarks are made of.
const known = []
for (const file of (await readdir(join(root, 'bench'))).sort()) {
  if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
  if (!/^export /m.test(await readFile(join(root, 'bench', file), 'utf8'))) known.push(file.slice(0, -'.ts'.length))
}
const unknown = named.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark "${unknown[0]}". There are: ${known.join(', ')}.\n`)
  process.exitCode = 2
} else if ((await runCommand(process.execPath, [join(root, 'scripts/build.mjs')])) !== 0) {
  process.exitCode = 1
} else {
  const waiting = named.length > 0 ? named : known
  // Figures of small sizes mean nothing; what counts is that every benchmark runs.
  const atOnce = options.includes('--smoke') ? 3 : 1
  await Promise.all(Array.from({ length: atOnce }, () => runNext(waiting)))
}

async function runNext(waiting) {
  const name = waiting.shift()
  if (name === undefined) return
  process.stderr.write(`bench ${name}\n`)
  // As `pawl` sets it: it is fixed before the first line of a program runs.
  const env = { UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' }
  const exitCode = await runCommand(process.execPath, ['--import', 'tsx', join('bench', `${name}.ts`), ...options], {
    env,
  })
  if (exitCode !== 0) process.exitCode = 1
  await runNext(waiting)
}
