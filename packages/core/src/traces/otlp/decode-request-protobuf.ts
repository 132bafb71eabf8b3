import { AppError } from '../../errors/index.ts'
import { CollectedItems } from './collected-items.ts'
import { readKeyValue } from './decode-attributes-protobuf.ts'
import { groupWeight, itemWeight, Malformed } from './decode-limits.ts'
import { readLogRecord } from './decode-log-protobuf.ts'
import { readSpan } from './decode-span-protobuf.ts'
import { newResource, newScope, type ResourceDraft, type ScopeDraft } from './item-drafts.ts'
import type { Decoded, OtlpLogRecord, OtlpScope, OtlpSpan } from './otlp-model.ts'
import { ProtobufReader } from './protobuf-reader.ts'

interface ItemReader<Item> {
  readonly noun: string
  readonly read: (reader: ProtobufReader) => Item | string
}

interface ScopeItems<Item> {
  readonly scope: OtlpScope
  readonly items: Item[]
}

/**
 * Decodes an ExportTraceServiceRequest. A span that breaks the format inside its own length is rejected alone.
 * @throws AppError `bad_request` for a body that is not one, `payload_too_large` for one of too many values
 */
export function decodeTracesProtobuf(bytes: Uint8Array): Decoded<OtlpSpan> {
  return decodeRequest(bytes, { noun: 'span', read: readSpan })
}

/** Decodes an ExportLogsServiceRequest; throws as `decodeTracesProtobuf` does. */
export function decodeLogsProtobuf(bytes: Uint8Array): Decoded<OtlpLogRecord> {
  return decodeRequest(bytes, { noun: 'log record', read: readLogRecord })
}

/** Runs `decode` and turns a format error into the answer for the whole body. */
export function readWhole<Result>(bytes: Uint8Array, decode: (reader: ProtobufReader) => Result): Result {
  const reader = new ProtobufReader(bytes)
  try {
    return decode(reader)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    throw new AppError('bad_request', `The body is not the protobuf message it should be: it ${error.message}`, {
      where: `byte ${reader.pos}`,
      fix: fixFor(bytes),
      cause: error,
    })
  }
}

function fixFor(bytes: Uint8Array): string {
  if (bytes[0] === 0x7b) return 'The body looks like JSON: send it with content-type application/json'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'The body looks gzipped: send it with content-encoding gzip'
  return 'Send the export request of an OpenTelemetry exporter unchanged'
}

function decodeRequest<Item>(bytes: Uint8Array, kind: ItemReader<Item>): Decoded<Item> {
  return readWhole(bytes, (reader) => {
    const collected = new CollectedItems<Item>(kind.noun)
    for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
      if (tag === 10) readResourceItems(reader, kind, collected)
      else reader.skip(tag)
    }
    return collected.result()
  })
}

function readResourceItems<Item>(
  reader: ProtobufReader,
  kind: ItemReader<Item>,
  collected: CollectedItems<Item>,
): void {
  reader.budget.spend(groupWeight)
  const outer = reader.enter()
  const resource = newResource()
  const scopes: ScopeItems<Item>[] = []
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readResource(reader, resource)
    else if (tag === 18) scopes.push(readScopeItems(reader, kind, collected))
    else if (tag === 26) resource.schemaUrl = reader.string()
    else reader.skip(tag)
  }
  reader.limit = outer
  // The resource and its schema URL may come after the scopes.
  for (const { scope, items } of scopes) collected.addGroup({ resource, scope, items })
}

function readScopeItems<Item>(
  reader: ProtobufReader,
  kind: ItemReader<Item>,
  collected: CollectedItems<Item>,
): ScopeItems<Item> {
  reader.budget.spend(groupWeight)
  const outer = reader.enter()
  const scope = newScope()
  const items: Item[] = []
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readScope(reader, scope)
    else if (tag === 18) {
      reader.budget.spend(itemWeight)
      const limit = reader.enter()
      const end = reader.limit
      try {
        const item = kind.read(reader)
        if (typeof item === 'string') collected.reject(item)
        else items.push(item)
      } catch (error) {
        if (!(error instanceof Malformed)) throw error
        collected.rejectMalformed(error.message)
        reader.pos = end
      }
      reader.limit = limit
    } else if (tag === 26) scope.schemaUrl = reader.string()
    else reader.skip(tag)
  }
  reader.limit = outer
  return { scope, items }
}

function readResource(reader: ProtobufReader, resource: ResourceDraft): void {
  const outer = reader.enter()
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readKeyValue(reader, resource.attributes)
    else if (tag === 16) resource.droppedAttributesCount = reader.uint32()
    else reader.skip(tag)
  }
  reader.limit = outer
}

function readScope(reader: ProtobufReader, scope: ScopeDraft): void {
  const outer = reader.enter()
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) scope.name = reader.key()
    else if (tag === 18) scope.version = reader.key()
    else if (tag === 26) readKeyValue(reader, scope.attributes)
    else if (tag === 32) scope.droppedAttributesCount = reader.uint32()
    else reader.skip(tag)
  }
  reader.limit = outer
}
