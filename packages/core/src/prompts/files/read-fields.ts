import type { z } from 'zod'
import { AppError } from '../../errors/index.ts'
import { isArray, isObject, type JsonObject, type JsonValue } from '../../traces/index.ts'

/** Reads the fields of a file one by one, and keeps the paths of the keys that no schema knows. */
export class FieldReader {
  readonly unknownKeys: string[] = []

  /**
   * The value by its schema, keys that the schema does not know left out and reported.
   * @throws AppError `bad_request` naming the path
   */
  read<Schema extends z.ZodType>(schema: Schema, value: JsonValue | undefined, at: string): z.output<Schema> {
    let current = value
    for (;;) {
      const result = schema.safeParse(current)
      if (result.success) return result.data
      const issue = result.error.issues.find(({ code }) => code !== 'unrecognized_keys') ?? result.error.issues[0]
      if (issue?.code !== 'unrecognized_keys')
        throw misfit(pathText(at, issue?.path ?? []), issue?.message ?? 'is not valid')
      for (const unknown of result.error.issues) {
        if (unknown.code !== 'unrecognized_keys') continue
        for (const key of unknown.keys) this.unknownKeys.push(pathText(at, [...unknown.path, key]))
        current = without(current, unknown.path, unknown.keys)
      }
    }
  }

  /** The keys of an object that are not in `known`, as they are and reported. */
  others(object: JsonObject, known: ReadonlySet<string>): JsonObject {
    const others = Object.entries(object).filter(([key]) => !known.has(key))
    this.unknownKeys.push(...others.map(([key]) => pathText('', [key])))
    return Object.fromEntries(others)
  }
}

/** The error of a file whose field is not as it should be. */
export function misfit(where: string, problem: string, fix?: string): AppError {
  return new AppError('bad_request', `${where === '' ? 'The file' : where}: ${problem}`, {
    where: where === '' ? 'file' : where,
    ...(fix !== undefined && { fix }),
  })
}

type Path = readonly PropertyKey[]

function pathText(at: string, path: Path): string {
  let text = at
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? String(step) : `.${String(step)}`
  }
  return text
}

function without(value: JsonValue | undefined, path: Path, keys: readonly string[]): JsonValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) {
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
  }
  if (isArray(value)) return value.map((item, index) => (index === step ? (without(item, rest, keys) ?? null) : item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === step ? (without(item, rest, keys) ?? null) : item]),
  )
}
