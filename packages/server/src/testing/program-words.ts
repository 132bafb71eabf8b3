import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../../', import.meta.url))
const source = join(packages, 'server/src')

/**
 * The words after `node` that run a program of these sources: what the build made of it when nothing has changed since,
 * which starts in half the time, else the source itself.
 */
export function programWords(program: URL): readonly string[] {
  const path = fileURLToPath(program)
  if (!isBuildFresh()) return ['--conditions=@pawl/source', '--import', 'tsx', path]
  return [path.replace(source, join(packages, 'server/dist')).replace(/\.ts$/, '.js')]
}

let known: boolean | undefined

const isBuildFresh = (): boolean => {
  known ??= ['core', 'server'].every((name) => builtMs(name) >= newestSourceMs(name))
  return known
}

/** `tsc -b` writes this file anew, or touches it, whenever it looked at a source that is newer. */
const builtMs = (name: string): number =>
  statSync(join(packages, name, 'tsconfig.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0

function newestSourceMs(name: string): number {
  const files = readdirSync(join(packages, name, 'src'), { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile() && !/\.test\.ts$/.test(file.name))
    .reduce((newest, file) => Math.max(newest, statSync(join(file.parentPath, file.name)).mtimeMs), 0)
}
