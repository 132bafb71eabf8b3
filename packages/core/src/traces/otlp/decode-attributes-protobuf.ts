import { type Attributes, type AttributeValue, OtlpDouble } from './attribute-value.ts'
import { maxAttributeDepth, tooDeep } from './decode-limits.ts'
import type { ProtobufReader } from './protobuf-reader.ts'

/** Reads one KeyValue message into `into`. */
export function readKeyValue(reader: ProtobufReader, into: Map<string, AttributeValue>, depth = 0): void {
  reader.budget.spend()
  const outer = reader.enter()
  let key = ''
  let value: AttributeValue = null
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) key = reader.key()
    else if (tag === 18) value = readAnyValue(reader, depth)
    else reader.skip(tag)
  }
  reader.limit = outer
  into.set(key, value)
}

/** Reads one AnyValue message. `string_value_strindex` and whatever comes after it in the format count as empty. */
export function readAnyValue(reader: ProtobufReader, depth: number): AttributeValue {
  const outer = reader.enter()
  let value: AttributeValue = null
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case 10:
        value = reader.key()
        break
      case 16:
        value = reader.bool()
        break
      case 24:
        value = reader.int64()
        break
      case 33:
        value = doubleValue(reader.double())
        break
      case 42:
        value = readArray(reader, depth + 1)
        break
      case 50:
        value = readKeyValueList(reader, depth + 1)
        break
      case 58:
        value = reader.byteString()
        break
      default:
        reader.skip(tag)
    }
  }
  reader.limit = outer
  return value
}

/** A double in the model: plain unless a plain number would be taken for an int. */
export function doubleValue(value: number): number | OtlpDouble {
  return Number.isInteger(value) || !Number.isFinite(value) ? new OtlpDouble(value) : value
}

function readArray(reader: ProtobufReader, depth: number): readonly AttributeValue[] {
  if (depth > maxAttributeDepth) throw tooDeep()
  const outer = reader.enter()
  const values: AttributeValue[] = []
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) {
      reader.budget.spend()
      values.push(readAnyValue(reader, depth))
    } else reader.skip(tag)
  }
  reader.limit = outer
  return values
}

function readKeyValueList(reader: ProtobufReader, depth: number): Attributes {
  if (depth > maxAttributeDepth) throw tooDeep()
  const outer = reader.enter()
  const entries = new Map<string, AttributeValue>()
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readKeyValue(reader, entries, depth)
    else reader.skip(tag)
  }
  reader.limit = outer
  return entries
}
