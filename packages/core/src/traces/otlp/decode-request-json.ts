import { AppError } from '../../errors/index.ts'
import { CollectedItems } from './collected-items.ts'
import { readAttributes } from './decode-attributes-json.ts'
import { droppedAttributes, readLogRecord, readSpan } from './decode-items-json.ts'
import { groupWeight, itemWeight, Malformed, ValueBudget } from './decode-limits.ts'
import { field, listField, objectField, textField } from './json-fields.ts'
import type { Decoded, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from './otlp-model.ts'
import { isJsonObject, type JsonObject, parseJsonBody } from './parse-json.ts'

/** The names of one signal's nested lists, each in lowerCamelCase and as the proto has it. */
interface SignalFields {
  readonly resources: readonly [string, string]
  readonly scopes: readonly [string, string]
  readonly items: readonly [string, string]
  readonly path: string
}

export type Signal = 'traces' | 'logs' | 'metrics'

export const signalFields: Readonly<Record<Signal, SignalFields>> = {
  traces: {
    resources: ['resourceSpans', 'resource_spans'],
    scopes: ['scopeSpans', 'scope_spans'],
    items: ['spans', 'spans'],
    path: '/v1/traces',
  },
  logs: {
    resources: ['resourceLogs', 'resource_logs'],
    scopes: ['scopeLogs', 'scope_logs'],
    items: ['logRecords', 'log_records'],
    path: '/v1/logs',
  },
  metrics: {
    resources: ['resourceMetrics', 'resource_metrics'],
    scopes: ['scopeMetrics', 'scope_metrics'],
    items: ['metrics', 'metrics'],
    path: '/v1/metrics',
  },
}

interface ItemReader<Item> {
  readonly signal: Signal
  readonly noun: string
  readonly read: (json: JsonObject, budget: ValueBudget) => Item | string
}

/**
 * Decodes an ExportTraceServiceRequest in OTLP/JSON. A span with a field of the wrong form is rejected alone.
 * @throws AppError `bad_request` for a body that is not one, `payload_too_large` for one of too many values
 */
export function decodeTracesJson(text: string): Decoded<OtlpSpan> {
  return decodeRequest(text, { signal: 'traces', noun: 'span', read: readSpan })
}

/** Decodes an ExportLogsServiceRequest in OTLP/JSON; throws as `decodeTracesJson` does. */
export function decodeLogsJson(text: string): Decoded<OtlpLogRecord> {
  return decodeRequest(text, { signal: 'logs', noun: 'log record', read: readLogRecord })
}

/** Each scope's entry of a request body with the place it stands at, and the resource entry around it. */
export function* scopeEntries(text: string, signal: Signal) {
  const body = parseJsonBody(text)
  const { resources, scopes } = signalFields[signal]
  refuseOtherSignal(body, signal)
  const resourceList = at('body', () => listField(field(body, ...resources), resources[0]))
  for (const [i, resourceEntry] of resourceList.entries()) {
    const where = `${resources[0]}[${i}]`
    const outer = at(where, () => objectField(resourceEntry, 'entry'))
    const scopeList = at(where, () => listField(field(outer, ...scopes), scopes[0]))
    for (const [j, scopeEntry] of scopeList.entries()) {
      const scopeWhere = `${where}.${scopes[0]}[${j}]`
      yield {
        outer,
        where,
        inner: at(scopeWhere, () => objectField(scopeEntry, 'entry')),
        scopeWhere,
        isFirst: j === 0,
      }
    }
  }
}

/** Runs a reader; a format error becomes the answer for the whole body, naming the place. */
export function at<Result>(where: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    throw new AppError('bad_request', `The body ${error.message}`, {
      where,
      fix: 'Follow the JSON encoding of OTLP: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding',
      cause: error,
    })
  }
}

function decodeRequest<Item>(text: string, kind: ItemReader<Item>): Decoded<Item> {
  const collected = new CollectedItems<Item>(kind.noun)
  const budget = new ValueBudget()
  const [camel, snake] = signalFields[kind.signal].items
  let resource = readResource({}, budget)
  for (const { outer, where, inner, scopeWhere, isFirst } of scopeEntries(text, kind.signal)) {
    budget.spend(groupWeight)
    if (isFirst) resource = at(`${where}.resource`, () => readResource(outer, budget))
    const scope = at(`${scopeWhere}.scope`, () => readScope(inner, budget))
    const items: Item[] = []
    for (const json of at(scopeWhere, () => listField(field(inner, camel, snake), camel))) {
      const item = readItem(json, kind, budget)
      if (item instanceof Malformed) collected.rejectMalformed(item.message)
      else if (typeof item === 'string') collected.reject(item)
      else items.push(item)
    }
    collected.addGroup({ resource, scope, items })
  }
  return collected.result()
}

function readItem<Item>(json: unknown, kind: ItemReader<Item>, budget: ValueBudget): Item | string | Malformed {
  budget.spend(itemWeight)
  if (!isJsonObject(json)) return `a ${kind.noun} is not an object`
  try {
    return kind.read(json, budget)
  } catch (error) {
    if (error instanceof Malformed) return error
    throw error
  }
}

function readResource(outer: JsonObject, budget: ValueBudget): OtlpResource {
  const json = objectField(outer.resource, 'resource')
  return {
    attributes: readAttributes(json.attributes, budget),
    droppedAttributesCount: droppedAttributes(json),
    schemaUrl: textField(field(outer, 'schemaUrl', 'schema_url'), 'schemaUrl'),
  }
}

function readScope(inner: JsonObject, budget: ValueBudget): OtlpScope {
  const json = objectField(inner.scope, 'scope')
  return {
    name: textField(json.name, 'scope name'),
    version: textField(json.version, 'scope version'),
    attributes: readAttributes(json.attributes, budget),
    droppedAttributesCount: droppedAttributes(json),
    schemaUrl: textField(field(inner, 'schemaUrl', 'schema_url'), 'schemaUrl'),
  }
}

function refuseOtherSignal(body: JsonObject, signal: Signal): void {
  if (field(body, ...signalFields[signal].resources) !== undefined) return
  for (const other of Object.values(signalFields)) {
    if (field(body, ...other.resources) === undefined) continue
    throw new AppError(
      'bad_request',
      `The body has ${other.resources[0]} but no ${signalFields[signal].resources[0]}`,
      {
        where: other.resources[0],
        fix: `Send it to ${other.path}`,
      },
    )
  }
}
