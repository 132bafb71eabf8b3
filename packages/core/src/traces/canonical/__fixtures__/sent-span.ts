import type { Attributes, AttributeValue, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from '../../otlp/index.ts'
import type { CanonicalSpan } from '../canonical-span.ts'
import { deriveSpan } from '../derive-span.ts'

/** An attribute as a test writes it: objects stand for kvlists. */
export type Plain = AttributeValue | undefined | readonly Plain[] | { readonly [key: string]: Plain }

export const traceId = '0af7651916cd43dd8448eb211c80319c'
export const spanId = 'b7ad6b7169203331'
export const startNs = 1_795_373_173_000_000_000n

export interface SentEvent {
  readonly name: string
  readonly attributes?: { readonly [key: string]: Plain }
  readonly afterMs?: number
}

export interface SentSpan {
  readonly scope?: string
  readonly name?: string
  readonly parentSpanId?: string
  readonly attributes?: { readonly [key: string]: Plain }
  readonly resource?: { readonly [key: string]: Plain }
  readonly events?: readonly SentEvent[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status?: { readonly code: number; readonly message?: string }
  readonly logs?: readonly OtlpLogRecord[]
}

/** Derives a span that is written down as its producer's documentation does. */
export function derive(sent: SentSpan): CanonicalSpan {
  const { span, resource, scope } = toOtlp(sent)
  return deriveSpan({ span, resource, scope, logs: sent.logs ?? [] })
}

export function toOtlp(sent: SentSpan): { span: OtlpSpan; resource: OtlpResource; scope: OtlpScope } {
  const span: OtlpSpan = {
    traceId,
    spanId,
    parentSpanId: sent.parentSpanId ?? '',
    traceState: '',
    flags: 0,
    name: sent.name ?? 'span',
    kind: 1,
    startTimeUnixNano: startNs,
    endTimeUnixNano: startNs + 1_000_000_000n,
    attributes: toAttributes(sent.attributes ?? {}),
    droppedAttributesCount: 0,
    events: (sent.events ?? []).map((event) => ({
      name: event.name,
      timeUnixNano: startNs + BigInt(Math.round((event.afterMs ?? 0) * 1e6)),
      attributes: toAttributes(event.attributes ?? {}),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: 0,
    links: (sent.links ?? []).map((link) => ({
      ...link,
      traceState: '',
      attributes: new Map(),
      droppedAttributesCount: 0,
      flags: 0,
    })),
    droppedLinksCount: 0,
    status: { code: sent.status?.code ?? 0, message: sent.status?.message ?? '' },
  }
  const scope = { name: sent.scope ?? '', version: '', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' }
  const resource = { attributes: toAttributes(sent.resource ?? {}), droppedAttributesCount: 0, schemaUrl: '' }
  return { span, resource, scope }
}

export interface SentLog {
  readonly eventName?: string
  readonly attributes?: { readonly [key: string]: Plain }
  readonly body?: Plain
  readonly spanId?: string
  readonly traceId?: string
  readonly afterMs?: number
}

export function logRecord(sent: SentLog): OtlpLogRecord {
  return {
    timeUnixNano: startNs + BigInt(sent.afterMs ?? 0) * 1_000_000n,
    observedTimeUnixNano: startNs,
    severityNumber: 9,
    severityText: '',
    body: toValue(sent.body) ?? null,
    attributes: toAttributes(sent.attributes ?? {}),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: sent.traceId ?? traceId,
    spanId: sent.spanId ?? spanId,
    eventName: sent.eventName ?? '',
  }
}

function toAttributes(plain: { readonly [key: string]: Plain }): Attributes {
  const attributes = new Map<string, AttributeValue>()
  for (const key of Object.keys(plain)) {
    const value = toValue(plain[key])
    if (value !== undefined) attributes.set(key, value)
  }
  return attributes
}

function toValue(plain: Plain): AttributeValue | undefined {
  if (Array.isArray(plain)) return plain.map((item: Plain) => toValue(item) ?? null)
  if (typeof plain !== 'object' || plain === null || isAttributeValue(plain)) return plain as AttributeValue | undefined
  return toAttributes(plain as { readonly [key: string]: Plain })
}

function isAttributeValue(plain: object): boolean {
  return Object.getPrototypeOf(plain) !== Object.prototype
}

/** Only what a span says: without empty lists, empty objects, and the two fields that every span has anyway. */
export function said(span: CanonicalSpan): Record<string, unknown> {
  const entries = Object.entries(span).filter(([key, value]) => {
    if (key === 'isPlaceholder') return value === true
    if (key === 'status') return value !== 'unset'
    return typeof value !== 'object' || Object.keys(value).length > 0
  })
  return Object.fromEntries(entries)
}

export const text = (content: string) => ({ type: 'text' as const, content })
export const user = (content: string) => ({ role: 'user', parts: [text(content)] })
export const assistant = (content: string) => ({ role: 'assistant', parts: [text(content)] })
export const system = (content: string) => ({ role: 'system', parts: [text(content)] })
export const json = (value: unknown): string => JSON.stringify(value)
