import fc from 'fast-check'

/** The part of JSON Schema that the description of the API uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

/** Texts that break what is careless with them; `known` are names of things that exist. */
export const hostileText = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...known) },
    fc.constantFrom(
      ...[
        '',
        ' ',
        '\u0000',
        '\ud800',
        '__proto__',
        'constructor',
        '..',
        '../../etc/passwd',
        '%00',
        "' OR 1=1 --",
        '${secrets.X}',
      ],
      ...[
        '<img onerror=alert(1) src=x>',
        '退款',
        '\u202e',
        '9'.repeat(400),
        '-1',
        'NaN',
        '1e999',
        '2026-02-30T00:00:00Z',
        '0000-01-01T00:00:00Z',
      ],
      ...[
        '9999-12-31T23:59:59Z',
        '275760-09-13T00:00:00Z',
        'name@999999999999',
        '{{x}}',
        '(a+)+$',
        'http://[::1',
        'a'.repeat(5000),
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )

const hostileNumber = fc.constantFrom(0, -1, 1, 0.5, -0, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 53), 5e-324, 1e21)

const anything = (known: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(hostileText(known), hostileNumber, fc.constantFrom(null, true, false, [], {}), fc.jsonValue({ maxDepth: 3 }))

/** Values that mostly have the shape that is asked for, so that they get past the front door, and are wrong somewhere. */
export function garbageOf(
  schema: Schema,
  context: {
    readonly known: readonly string[]
    readonly resolve: (reference: string) => Schema
    readonly depth?: number
  },
): fc.Arbitrary<unknown> {
  const { known, resolve, depth = 0 } = context
  const inner = { ...context, depth: depth + 1 }
  if (depth > 8) return anything(known)
  if (schema.$ref !== undefined) return garbageOf(resolve(schema.$ref), inner)
  return fc.oneof({ weight: 19, arbitrary: shaped(schema, inner) }, { weight: 1, arbitrary: anything(known) })
}

type Inner = Parameters<typeof garbageOf>[1]

function shaped(schema: Schema, inner: Inner): fc.Arbitrary<unknown> {
  const { known } = inner
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => garbageOf(choice, inner)))
  if (schema.allOf !== undefined) return garbageOf(mergeAll(schema.allOf, inner), inner)
  const [type] = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (type === 'object' || schema.properties !== undefined) {
    const fields = Object.entries(schema.properties ?? {}).map(
      ([name, field]) => [name, garbageOf(field, inner)] as const,
    )
    const required = schema.required ?? []
    return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] }).chain((value) =>
      // Once in a while something is missing.
      fc
        .integer({ min: 0, max: 12 })
        .map((place) => (place < required.length ? without(value, required[place]) : value)),
    )
  }
  if (type === 'array') return fc.array(garbageOf(schema.items ?? {}, inner), { maxLength: 3 })
  if (type === 'number' || type === 'integer') return fc.oneof(fc.integer({ min: 0, max: 20 }), hostileNumber)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return type === 'string' ? hostileText(known) : anything(known)
}

const mergeAll = (parts: readonly Schema[], { resolve }: Inner): Schema => ({
  type: 'object',
  properties: Object.assign(
    {},
    ...parts.map((part) => (part.$ref === undefined ? part : resolve(part.$ref)).properties ?? {}),
  ) as Record<string, Schema>,
})

const without = (value: object, name: string | undefined): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
