import {
  compileRedaction,
  type MediaBlob,
  type OtlpLogRecord,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  offloadMedia,
  type PriceOverride,
  type ProjectSettings,
  type RedactionCounts,
  type Redactor,
} from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'

/** What is done to content before it is stored, compiled from the project's settings. */
export interface ContentRules {
  readonly redactor: Redactor
  readonly priceOverrides: readonly PriceOverride[]
}

const MAX_COMPILED = 200
const compiled = new Map<string, Redactor>()

/** The rules of a project's settings. Compiling is dear and settings seldom change: the last few are kept. */
export function compileContentRules(settings: ProjectSettings): ContentRules {
  const key = JSON.stringify(settings.redaction)
  let redactor = compiled.get(key)
  if (redactor === undefined) {
    redactor = compileRedaction(settings.redaction)
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    compiled.set(key, redactor)
  }
  return { redactor, priceOverrides: settings.priceOverrides }
}

export interface CleanSpan {
  readonly span: OtlpSpan
  /** Matches by rule. */
  readonly redactions: Readonly<Record<string, number>>
  readonly media: readonly MediaBlob[]
}

const noRedactions: Readonly<Record<string, number>> = {}

/** A span as it may be stored: redacted first, so that a rule sees media too, then its media moved out. */
export function cleanSpan(sent: OtlpSpan, { redactor }: ContentRules): CleanSpan {
  const { span, counts } = redactor.isIdle
    ? { span: sent, counts: new Map<string, number>() }
    : redactor.redactSpan(sent)
  const { attributes, blobs } = offloadMedia(span.attributes, sha256)
  return {
    span: attributes === span.attributes ? span : { ...span, attributes },
    redactions: counts.size === 0 ? noRedactions : toRecord(counts),
    media: blobs,
  }
}

const toRecord = (counts: RedactionCounts): Readonly<Record<string, number>> => Object.fromEntries(counts)

export interface CleanLog {
  readonly record: OtlpLogRecord
  readonly media: readonly MediaBlob[]
}

/** A log record as it may be stored. Media is moved out of its attributes and out of a body that is a map. */
export function cleanLog(sent: OtlpLogRecord, { redactor }: ContentRules): CleanLog {
  const record = redactor.isIdle ? sent : redactor.redactLog(sent).record
  const both = offloadMedia(
    new Map([
      ['attributes', record.attributes],
      ['body', record.body],
    ]),
    sha256,
  )
  if (both.blobs.length === 0) return { record, media: both.blobs }
  const attributes = both.attributes.get('attributes')
  return {
    record: {
      ...record,
      body: both.attributes.get('body') ?? null,
      attributes: attributes instanceof Map ? attributes : record.attributes,
    },
    media: both.blobs,
  }
}

export const cleanResource = (resource: OtlpResource, { redactor }: ContentRules): OtlpResource =>
  redactor.isIdle ? resource : redactor.redactResource(resource).resource

export const cleanScope = (scope: OtlpScope, { redactor }: ContentRules): OtlpScope =>
  redactor.isIdle ? scope : redactor.redactScope(scope).scope
