import { isObject, type JsonValue } from '../../traces/index.ts'
import { quote } from './quote.ts'

/**
 * Where the first difference between two JSON values is and what it is, as half a sentence; undefined when there is none. With
 * `subset` the found objects may have more keys than the expected ones, at any depth.
 */
export function firstDifference(
  expected: JsonValue,
  found: JsonValue | undefined,
  mode: 'exact' | 'subset',
): string | undefined {
  return differenceAt('', { expected, found }, mode)
}

interface Pair {
  readonly expected: JsonValue
  readonly found: JsonValue | undefined
}

function differenceAt(path: string, { expected, found }: Pair, mode: 'exact' | 'subset'): string | undefined {
  const place = path === '' ? 'the value' : path
  if (found === undefined) return `${place} is missing`
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) return `${place} has ${found.length} items instead of ${expected.length}`
    return firstOf(expected, (item, i) =>
      differenceAt(`${path}/${i}`, { expected: item as JsonValue, found: found[i] as JsonValue }, mode),
    )
  }
  if (isObject(expected) && isObject(found)) {
    const inside = firstOf(Object.entries(expected), ([key, value]) => {
      const held = Object.hasOwn(found, key) ? found[key] : undefined
      return value === undefined
        ? undefined
        : differenceAt(`${path}/${pointerKey(key)}`, { expected: value, found: held }, mode)
    })
    if (inside !== undefined || mode === 'subset') return inside
    const extra = Object.keys(found).find((key) => found[key] !== undefined && !Object.hasOwn(expected, key))
    return extra === undefined ? undefined : `${path}/${pointerKey(extra)} was not expected`
  }
  // -0 and 0 are one number in JSON.
  if (expected === found) return undefined
  return `${place} is ${quoteValue(found)} instead of ${quoteValue(expected)}`
}

function firstOf<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const difference = find(item, index)
    if (difference !== undefined) return difference
  }
  return undefined
}

function pointerKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A JSON value as it is quoted in a reason. */
export function quoteValue(value: JsonValue | undefined): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : 'an object'
  return value === undefined ? 'missing' : String(value)
}
