import { readdir, stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { AppError } from '@pawl/core'

/** What the files hold, for errors. */
export interface FileKind {
  readonly noun: string
  /** A pattern that finds some. */
  readonly pattern: string
  /** Of the files that a directory is asked for; YAML when left out. */
  readonly endings?: RegExp
}

/**
 * The files that are meant: each path a file, a directory (all YAML in it and below) or a pattern with `*`, `**` and
 * `?`, which some shells leave to the program. Each file once, by name.
 *
 * @throws AppError `bad_request` for a path or pattern behind which there is nothing
 */
export async function findYamlFiles(paths: readonly string[], kind: FileKind): Promise<string[]> {
  const { noun, pattern } = kind
  const found = new Set<string>()
  for (const path of paths) {
    const files = await filesOf(path, kind.endings ?? /\.ya?ml$/i)
    if (files.length === 0) {
      throw new AppError('bad_request', `There is no ${noun} file at ${JSON.stringify(path)}.`, {
        fix: `Name files, directories or patterns such as ${pattern}.`,
      })
    }
    for (const file of files) found.add(normalize(file))
  }
  return [...found].sort()
}

async function filesOf(path: string, endings: RegExp): Promise<string[]> {
  const entry = await stat(path).catch(() => null)
  if (entry?.isDirectory()) return (await filesBelow(path)).filter((file) => endings.test(file))
  if (entry !== null) return [path]
  const parts = path.split(/[/\\]/)
  const fixed = parts.findIndex((part) => /[*?]/.test(part))
  if (fixed === -1) return []
  const root = parts.slice(0, fixed).join(sep) || (path.startsWith('/') ? sep : '.')
  const pattern = patternOf(parts.slice(fixed).join('/'))
  const below = await filesBelow(root).catch(() => [])
  return below.filter((file) =>
    pattern.test(file.slice(root === '.' ? 0 : join(root, 'x').length - 1).replaceAll(sep, '/')),
  )
}

/** Files in a directory and below it; hidden directories and installed packages hold nobody's files. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name)
      if (entry.isDirectory()) {
        return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : filesBelow(path)
      }
      return entry.isFile() ? [path] : []
    }),
  )
  return nested.flat()
}

function patternOf(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (piece) => {
    if (piece === '**/') return '(?:[^/]+/)*'
    if (piece === '**') return '.*'
    if (piece === '*') return '[^/]*'
    if (piece === '?') return '[^/]'
    return piece.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, 'u')
}
