import { AppError } from '../../errors/index.ts'
import { CollectedItems } from './collected-items.ts'
import { readKeyValue } from './decode-attributes-protobuf.ts'
import { groupWeight, itemWeight, Malformed } from './decode-limits.ts'
import { readLogRecord } from './decode-log-protobuf.ts'
import { readSpan } from './decode-span-protobuf.ts'
import { newResource, newScope, type ResourceDraft, type ScopeDraft } from './item-drafts.ts'
import type { Decoded, OtlpLogRecord, OtlpOrigin, OtlpResource, OtlpSpan, Rejected } from './otlp-model.ts'
import { ProtobufReader } from './protobuf-reader.ts'

interface ItemReader<Item> {
  readonly noun: string
  readonly read: (reader: ProtobufReader) => Item | string
}

/** Called for each resource and scope; what it returns is called with each of their items. */
type EnterGroup<Item> = (origin: OtlpOrigin) => (item: Item) => void

/**
 * Decodes an ExportTraceServiceRequest. A span that breaks the format inside its own length is rejected alone.
 * @throws AppError `bad_request` for a body that is not one, `payload_too_large` for one of too many values
 */
export function decodeTracesProtobuf(bytes: Uint8Array): Decoded<OtlpSpan> {
  return decodeRequest(bytes, { noun: 'span', read: readSpan })
}

/**
 * As `decodeTracesProtobuf`, but hands over one span after the other: none is held here, so that the garbage collector
 * need not copy a whole request. What was handed over before it throws is to be thrown away.
 */
export function visitTracesProtobuf(bytes: Uint8Array, enter: EnterGroup<OtlpSpan>): Rejected {
  const collected = new CollectedItems<OtlpSpan>('span')
  visitRequest(bytes, { noun: 'span', read: readSpan }, { collected, enter })
  return collected.result()
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
  const collected = new CollectedItems<Item>(kind.noun)
  visitRequest(bytes, kind, {
    collected,
    enter: (origin) => {
      const items: Item[] = []
      collected.addGroup({ ...origin, items })
      return (item) => items.push(item)
    },
  })
  return collected.result()
}

interface Visit<Item> {
  readonly collected: CollectedItems<Item>
  readonly enter: EnterGroup<Item>
}

function visitRequest<Item>(bytes: Uint8Array, kind: ItemReader<Item>, visit: Visit<Item>): void {
  readWhole(bytes, (reader) => {
    for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
      if (tag === 10) visitResource(reader, kind, visit)
      else reader.skip(tag)
    }
  })
}

function visitResource<Item>(reader: ProtobufReader, kind: ItemReader<Item>, visit: Visit<Item>): void {
  reader.budget.spend(groupWeight)
  const outer = reader.enter()
  const start = reader.pos
  const resource = newResource()
  // The resource and its schema URL may come after the scopes, which are passed over without being read.
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readResource(reader, resource)
    else if (tag === 26) resource.schemaUrl = reader.string()
    else reader.skip(tag)
  }
  reader.pos = start
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 18) visitScope(reader, kind, { ...visit, resource })
    else reader.skip(tag)
  }
  reader.limit = outer
}

function visitScope<Item>(
  reader: ProtobufReader,
  kind: ItemReader<Item>,
  { collected, enter, resource }: Visit<Item> & { readonly resource: OtlpResource },
): void {
  reader.budget.spend(groupWeight)
  const outer = reader.enter()
  const start = reader.pos
  const scope = newScope()
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) readScope(reader, scope)
    else if (tag === 26) scope.schemaUrl = reader.string()
    else reader.skip(tag)
  }
  reader.pos = start
  const take = enter({ resource, scope })
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 18) visitItem(reader, kind, { collected, take })
    else reader.skip(tag)
  }
  reader.limit = outer
}

function visitItem<Item>(
  reader: ProtobufReader,
  kind: ItemReader<Item>,
  { collected, take }: { readonly collected: CollectedItems<Item>; readonly take: (item: Item) => void },
): void {
  reader.budget.spend(itemWeight)
  const limit = reader.enter()
  const end = reader.limit
  let item: Item | string
  try {
    item = kind.read(reader)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    collected.rejectMalformed(error.message)
    reader.pos = end
    reader.limit = limit
    return
  }
  reader.limit = limit
  if (typeof item === 'string') collected.reject(item)
  else take(item)
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
