import type { JsonValue } from '../../traces/index.ts'

export type PathStep = string | number

const stepPattern = /^(?:\.?([^.[\]"']+)|\[(-?\d+)\]|\.?\["((?:[^"\\]|\\.)*)"\])/

/**
 * The steps of a path: `input.question`, `messages[-1].parts[0].content`, `["a key.with dots"].b`. A negative index
 * counts from the end. Undefined when it is not a path.
 */
export function parsePath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = []
  let rest = path.trim()
  if (rest === '' || rest.startsWith('.') || rest.endsWith('.')) return undefined
  while (rest !== '') {
    const match = stepPattern.exec(rest)
    if (match === null) return undefined
    const [all, key, index, quoted] = match
    if (key !== undefined) steps.push(key)
    else if (index !== undefined) steps.push(Number(index))
    else steps.push((quoted ?? '').replace(/\\(.)/g, '$1'))
    rest = rest.slice(all.length)
  }
  return steps
}

/** The path that leads through these steps, as `parsePath` reads it. */
export function formatPath(steps: readonly PathStep[]): string {
  return steps
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`
      if (/^[^.[\]"'\s]+$/.test(step)) return at === 0 ? step : `.${step}`
      return `["${step.replace(/["\\]/g, '\\$&')}"]`
    })
    .join('')
}

export type FoundValue =
  | { readonly found: true; readonly value: JsonValue }
  | {
      readonly found: false
      /** The part of the path that still leads somewhere; '' for nothing. */
      readonly reached: string
      /** What could come next there. */
      readonly keys: readonly string[]
    }

/** Follows a path through JSON. Only own keys count. */
export function followPath(value: JsonValue, steps: readonly PathStep[]): FoundValue {
  let at: JsonValue = value
  for (const [index, step] of steps.entries()) {
    const next: JsonValue | undefined = childOf(at, step)
    if (next === undefined) return { found: false, reached: formatPath(steps.slice(0, index)), keys: keysOf(at) }
    at = next
  }
  return { found: true, value: at }
}

function childOf(value: JsonValue, step: PathStep): JsonValue | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? (value as readonly JsonValue[]).at(step) : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as { readonly [key: string]: JsonValue })[step]
}

function keysOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.map((_, index) => `[${index}]`)
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}
