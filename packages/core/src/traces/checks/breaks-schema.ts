import { isArray, isObject, type JsonObject, type JsonValue } from '../canonical/index.ts'

/** A schema may contain itself. */
const mostDepth = 20

/**
 * Whether a value certainly breaks a JSON Schema. It knows the keywords that schemas of answers are made of (`type`, `enum`, `const`,
 * `properties`, `required`, `additionalProperties: false`, `items`, `anyOf`, `oneOf`, `allOf`, local `$ref`) and takes what it does not know as kept.
 */
export function breaksSchema(value: JsonValue, schema: JsonObject): boolean {
  return isBroken(value, schema, { root: schema, depthLeft: mostDepth })
}

interface Walk {
  readonly root: JsonObject
  readonly depthLeft: number
}

function isBroken(value: JsonValue, schema: JsonValue | undefined, walk: Walk): boolean {
  if (schema === false) return true
  if (!isObject(schema) || walk.depthLeft === 0) return false
  const deeper = { ...walk, depthLeft: walk.depthLeft - 1 }
  const breaks = (each: JsonValue) => isBroken(value, each, deeper)
  if (typeof schema.$ref === 'string') return breaks(referred(schema.$ref, walk.root) ?? true)
  if (schema.nullable === true && value === null) return false
  if (!isOfType(value, schema.type)) return true
  if (isArray(schema.enum) && !schema.enum.some((each) => isSame(each, value))) return true
  if (schema.const !== undefined && !isSame(schema.const, value)) return true
  if (isArray(schema.allOf) && schema.allOf.some(breaks)) return true
  const alternatives = schema.anyOf ?? schema.oneOf
  if (isArray(alternatives) && alternatives.length > 0 && alternatives.every(breaks)) return true
  if (isArray(value)) return value.some((item) => isBroken(item, schema.items, deeper))
  return isObject(value) && isBrokenObject(value, schema, deeper)
}

function isBrokenObject(value: JsonObject, schema: JsonObject, walk: Walk): boolean {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const { required } = schema
  if (isArray(required) && required.some((name) => typeof name === 'string' && !Object.hasOwn(value, name))) return true
  return Object.entries(value).some(([name, own]) =>
    Object.hasOwn(properties, name)
      ? isBroken(own, properties[name], walk)
      : schema.additionalProperties === false && !isObject(schema.patternProperties),
  )
}

/** Google writes types in capitals. */
function isOfType(value: JsonValue, type: JsonValue | undefined): boolean {
  if (type === undefined) return true
  const types = isArray(type) ? type : [type]
  return types.some((each) => typeof each !== 'string' || isOneOfType(value, each.toLowerCase()))
}

function isOneOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return isArray(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return Number.isInteger(value)
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
    default:
      return true
  }
}

/** Only plain values are compared: objects might differ in nothing but the order of their keys. */
const isSame = (a: JsonValue, b: JsonValue): boolean => a === b || (typeof a === 'object' && a !== null)

function referred(reference: string, root: JsonObject): JsonValue | undefined {
  if (!reference.startsWith('#')) return undefined
  let found: JsonValue | undefined = root
  for (const part of reference.slice(1).split('/').filter(Boolean)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return found
}
