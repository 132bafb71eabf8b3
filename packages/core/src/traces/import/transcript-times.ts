import type { JsonObject } from '../otlp/parse-json.ts'
import type { TranscriptLine } from './transcript-line.ts'

export interface MessageTime {
  readonly unixNano: bigint
  /** True when nothing in the line gives this time. */
  readonly isMadeUp: boolean
}

const timeFields = ['timestamp', 'created_at', 'ts']
const nanosPerMs = 1_000_000n
/** Between messages without times: enough to keep their order, too little to be taken for a duration. */
const madeUpStepNano = nanosPerMs

/** A time for each message: its own, or one made up in order, from the line's time or from `fallbackUnixNano` on. */
export function timesOf(line: TranscriptLine, fallbackUnixNano: bigint): readonly MessageTime[] {
  const known = line.messages.map((message) => ownTime(message.source))
  const first = known.findIndex((time) => time !== undefined)
  const firstKnown = known[first]
  const lead = BigInt(Math.max(first, 0)) * madeUpStepNano
  let next = firstKnown === undefined ? (ownTime(line.source) ?? fallbackUnixNano) : firstKnown - lead
  return known.map((time) => {
    const unixNano = time ?? next
    next = unixNano + madeUpStepNano
    return { unixNano, isMadeUp: time === undefined }
  })
}

function ownTime(source: JsonObject): bigint | undefined {
  for (const field of timeFields) {
    const time = parseTime(source[field])
    if (time !== undefined) return time
  }
  return undefined
}

/**
 * Nanoseconds since 1970 of a number (seconds, milliseconds, microseconds or nanoseconds, told apart by size) or of an
 * ISO 8601 text, which is UTC where it names no zone. Undefined for anything else.
 */
function parseTime(value: unknown): bigint | undefined {
  if (typeof value === 'number') return numericTime(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^\d{1,20}(?:\.\d{1,9})?$/.test(text)) {
    return text.length > 17 && !text.includes('.') ? BigInt(text) : numericTime(Number(text))
  }
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
    text,
  )
  if (iso === null) return undefined
  const [, date = '', time = '00:00:00', fraction = '', zone = 'Z'] = iso
  const ms = Date.parse(`${date}T${time}${zoneOf(zone)}`)
  if (Number.isNaN(ms) || ms < 0) return undefined
  return BigInt(ms) * nanosPerMs + BigInt(fraction.padEnd(9, '0'))
}

function zoneOf(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`
}

function numericTime(value: number): bigint | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined
  if (value < 1e11) return BigInt(Math.round(value * 1e6)) * 1000n
  if (value < 1e14) return BigInt(Math.round(value * 1e3)) * 1000n
  if (value < 1e17) return BigInt(Math.round(value)) * 1000n
  return value < 1e20 ? BigInt(Math.round(value)) : undefined
}
