import { AppError } from '../../errors/index.ts'
import { classSet, isEmptySet, overlap } from './character-set.ts'
import { parsePattern, UnsafePattern } from './parse-pattern.ts'
import { type Path, type PathItem, pathsOf } from './pattern-paths.ts'

export interface CompiledPattern {
  readonly regex: RegExp
}

const maxSourceLength = 1000
/** A repeat with more freedom than this is treated as having no limit where it could meet another one. */
const shortRange = 16
/** A repeat up to this long may be tried again from every position of a text. */
const shortRun = 256
const maxChoices = 1000

/**
 * Compiles a pattern whose time on any text grows in proportion to the text: nobody may stop ingest with a span made to
 * fit a careless pattern. Stricter than needed, and it says what to write instead.
 * @throws AppError `bad_request`
 */
export function compilePattern(source: string, where: string): CompiledPattern {
  const ignoresCase = source.startsWith('(?i)')
  const body = ignoresCase ? source.slice(4) : source
  if (source.length > maxSourceLength) {
    throw new AppError('bad_request', `A redaction pattern is ${source.length} characters long`, {
      where,
      fix: `Use at most ${maxSourceLength} characters, or several patterns`,
    })
  }
  let regex: RegExp
  try {
    regex = new RegExp(body, ignoresCase ? 'giu' : 'gu')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, '') : String(cause)
    throw new AppError('bad_request', `A redaction pattern is not a regular expression: ${reason}`, {
      where,
      fix: 'Use JavaScript syntax with the u flag; escape only what has a meaning',
      cause,
    })
  }
  try {
    for (const path of pathsOf(parsePattern(body), ignoresCase)) checkPath(path)
  } catch (cause) {
    if (!(cause instanceof UnsafePattern)) throw cause
    throw new AppError('bad_request', `A redaction pattern could take too long: ${cause.message}`, {
      where,
      fix: cause.fix,
      cause,
    })
  }
  return { regex }
}

function checkPath(path: Path): void {
  if (path.every((item) => item.min === 0)) {
    throw new UnsafePattern('it matches the empty text', 'Let it match at least one character')
  }
  checkChoices(path)
  for (const [i, item] of path.entries()) {
    const canFailAfter = path.slice(i + 1).some((later) => later.min > 0 || later.anchor !== undefined)
    if (!canFailAfter) return
    if (item.max > shortRun) checkStart(path.slice(0, i), item)
    if (isLong(item)) checkEarlier(path.slice(0, i), item)
  }
}

function isLong(item: PathItem): boolean {
  return item.max - item.min > shortRange
}

function disjoint(a: PathItem, b: PathItem): boolean {
  return isEmptySet(overlap(a.set, b.set))
}

/** A long run must not be entered again from each of its own positions. */
function checkStart(before: Path, item: PathItem): void {
  const last = before.at(-1)
  const isAnchored =
    (before.length === 1 && last?.anchor === '^') ||
    (last?.anchor === 'b' && before.length === 1 && isEmptySet(overlap(item.set, classSet('W'))))
  if (isAnchored || before.some((earlier) => earlier.min > 0 && disjoint(earlier, item))) return
  throw new UnsafePattern(
    `${item.source} is tried again from every position of a long run`,
    `Limit it, for example ${withLimit(item.source)}, or begin with a character that it does not match`,
  )
}

/** Two long runs that may share characters must be kept apart by one that is in neither. */
function checkEarlier(before: Path, item: PathItem): void {
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i] as PathItem
    if (!isLong(earlier)) continue
    const shared = overlap(earlier.set, item.set)
    if (isEmptySet(shared)) continue
    const isApart = before.slice(i + 1).some((between) => between.min > 0 && isEmptySet(overlap(between.set, shared)))
    if (isApart) continue
    throw new UnsafePattern(
      `${earlier.source} and ${item.source} match the same characters with nothing certain between them`,
      'Join them, or put a character between them that neither matches',
    )
  }
}

/** Short repeats multiply when they match the same characters in a row. */
function checkChoices(path: Path): void {
  let choices = 1
  let last: PathItem | undefined
  for (const item of path) {
    if (last !== undefined && item.min > 0 && item.max === item.min && disjoint(item, last)) {
      choices = 1
      last = undefined
    }
    if (item.max === item.min) continue
    const range = Math.min(item.max - item.min + 1, shortRange)
    choices = last !== undefined && !disjoint(item, last) ? choices * range : Math.max(choices, range)
    last = item
    if (choices > maxChoices) {
      throw new UnsafePattern(
        'its repeats can be split in too many ways',
        'Use fewer optional parts that match the same characters',
      )
    }
  }
}

function withLimit(source: string): string {
  return source.replace(/(?:[*+]|\{\d+,\d*\})$/, '{1,64}')
}
