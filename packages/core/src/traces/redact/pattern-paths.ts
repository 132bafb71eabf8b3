import { addAll, type CharacterSet, closeCase, emptySet, isEmptySet, overlap } from './character-set.ts'
import { type PatternNode, UnsafePattern } from './parse-pattern.ts'

/** One step of a path: between `min` and `max` characters of a set, or an anchor (no characters, but it may fail). */
export interface PathItem {
  readonly set: CharacterSet
  readonly min: number
  readonly max: number
  readonly anchor?: '^' | '$' | 'b' | 'B'
  readonly source: string
}
export type Path = readonly PathItem[]

const maxPaths = 256
const maxItems = 500
/** Groups repeated up to this often are written out; beyond, they must be simple. */
const maxUnrolled = 8

/** Every way through a pattern, choices taken and short repeats written out. Throws `UnsafePattern` where that cannot be bounded. */
export function pathsOf(node: PatternNode, ignoresCase: boolean): readonly Path[] {
  switch (node.type) {
    case 'set':
      return [[{ set: ignoresCase ? closeCase(node.set) : node.set, min: 1, max: 1, source: '' }]]
    case 'anchor':
      return [[{ set: emptySet(), min: 0, max: 0, anchor: node.anchor, source: '' }]]
    case 'sequence': {
      let paths: readonly Path[] = [[]]
      for (const part of node.nodes) paths = join(paths, pathsOf(part, ignoresCase))
      return paths
    }
    case 'choice':
      return bounded(mergeSingles(node.options.flatMap((option) => pathsOf(option, ignoresCase))))
    case 'repeat':
      return repeat(node, pathsOf(node.node, ignoresCase))
  }
}

function repeat(node: Extract<PatternNode, { type: 'repeat' }>, inner: readonly Path[]): readonly Path[] {
  const { min, max, source } = node
  const only = inner.length === 1 ? inner[0] : undefined
  if (
    only?.length === 1 &&
    only[0] !== undefined &&
    only[0].anchor === undefined &&
    only[0].max === 1 &&
    only[0].min === 1
  ) {
    return [[{ set: only[0].set, min, max, source }]]
  }
  if (max <= maxUnrolled) return unroll(inner, min, max)
  if (inner.some((path) => path.some((item) => item.min !== item.max || item.anchor !== undefined))) {
    throw new UnsafePattern(
      `it repeats a repeat: ${source}`,
      'Repeat single characters or fixed words only, or set limits of at most {1,8}',
    )
  }
  if (!startApart(inner)) {
    throw new UnsafePattern(
      `it repeats alternatives that begin alike: ${source}`,
      'Let each alternative begin with another character, or use a character class',
    )
  }
  const set = emptySet()
  for (const path of inner) for (const item of path) addAll(set, item.set)
  return [[{ set, min: Math.min(min, 1), max: Number.POSITIVE_INFINITY, source }]]
}

function unroll(inner: readonly Path[], min: number, max: number): readonly Path[] {
  let power: readonly Path[] = [[]]
  const all: Path[] = []
  for (let times = 0; times <= max; times++) {
    if (times >= min) all.push(...power)
    if (times < max) power = join(power, inner)
    bounded(all)
  }
  return all
}

function join(left: readonly Path[], right: readonly Path[]): readonly Path[] {
  if (left.length * right.length > maxPaths) throw tooComplex()
  return bounded(left.flatMap((a) => right.map((b) => [...a, ...b])))
}

function bounded(paths: readonly Path[]): readonly Path[] {
  if (paths.length > maxPaths || paths.some((path) => path.length > maxItems)) throw tooComplex()
  return paths
}

function tooComplex(): UnsafePattern {
  return new UnsafePattern('it has too many alternatives', 'Split it into several patterns')
}

/** Alternatives of one character each are one character class, unless the engine could take two of them for the same character. */
function mergeSingles(paths: readonly Path[]): readonly Path[] {
  const isSingle = (path: Path) => path.length === 1 && path[0]?.min === 1 && path[0].max === 1
  if (!paths.every(isSingle) || !startApart(paths)) return paths
  const set = emptySet()
  for (const path of paths) if (path[0] !== undefined) addAll(set, path[0].set)
  return [[{ set, min: 1, max: 1, source: '' }]]
}

function startApart(paths: readonly Path[]): boolean {
  const taken = emptySet()
  for (const path of paths) {
    const first = path[0]
    if (first === undefined || first.min === 0 || !isEmptySet(overlap(taken, first.set))) return false
    addAll(taken, first.set)
  }
  return true
}
