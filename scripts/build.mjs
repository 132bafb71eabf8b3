// Builds what changed: the packages by `tsc -b`, the web pages by Vite when a source of theirs is new.
// With --all the examples and benchmarks are type-checked too.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip as gzipCompress } from 'node:zlib'
import { root, runCommand, tool } from './run-command.mjs'

const brotli = promisify(brotliCompress)
const gzip = promisify(gzipCompress)

const needed = ['packages/core', 'packages/sdk', 'packages/server', 'packages/cli']

async function build({ all }) {
  const projects = all ? ['.'] : needed
  if (!existsSync(join(root, 'packages/cli/dist'))) process.stdout.write('The first build takes a minute or two.\n')
  if ((await runCommand(tool('tsc'), ['-b', ...projects])) !== 0) return 1
  await makeControlTemplate()
  return buildWeb()
}

/** A control database without rows, packed: with it a first start takes a second instead of seven. */
async function makeControlTemplate() {
  const control = join(root, 'packages/server/dist/platform/control/index.js')
  if (!existsSync(control)) return
  const { ensureControlTemplate } = await import(pathToFileURL(control).href)
  await ensureControlTemplate()
}

async function buildWeb() {
  const web = join(root, 'packages/web')
  const stampFile = join(web, 'dist', '.build-stamp')
  const stamp = await hashOf([
    'packages/web/src',
    'packages/web/public',
    'packages/web/index.html',
    'packages/web/package.json',
    'packages/web/vite.config.ts',
    'packages/core/src',
    'package-lock.json',
  ])
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return 0
  const exitCode = await runCommand(tool('vite'), ['build', '--logLevel', 'warn'], { cwd: web })
  if (exitCode !== 0) return exitCode
  await compressAssets(join(web, 'dist', 'assets'))
  await writeFile(stampFile, stamp)
  return 0
}

/** Compressed once here, so that the server sends what every browser takes without working for each request. */
async function compressAssets(directory) {
  for (const name of await readdir(directory)) {
    if (!/\.(?:js|css)$/.test(name)) continue
    const file = join(directory, name)
    const content = await readFile(file)
    await writeFile(`${file}.br`, await brotli(content))
    await writeFile(`${file}.gz`, await gzip(content, { level: 9 }))
  }
}

/** Of names and content: a date would change with every checkout. */
async function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesUnder(path)) {
      if (/\.test\.tsx?$/.test(file)) continue
      const content = await readFile(join(root, file))
      hash.update(`${file}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

async function filesUnder(path) {
  if (!existsSync(join(root, path))) return []
  if ((await stat(join(root, path))).isFile()) return [path]
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

process.exitCode = await build({ all: process.argv.includes('--all') })
