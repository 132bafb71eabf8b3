import { AppError } from '../../errors/index.ts'

/** How deep an attribute may nest lists and maps. Real telemetry stays under ten; the limit keeps recursion off the end of the stack. */
export const maxAttributeDepth = 64

/**
 * What one request may make the decoder create, counted in attribute values (some hundred bytes). A 64 MiB body of
 * two-byte records would otherwise become gigabytes of objects. A full body of ordinary small spans comes to some three
 * million.
 */
const maxValuesPerRequest = 4_000_000
/** A span, event or link, however empty. */
export const itemWeight = 4
/** A resource or scope with its own list of items, however empty. */
export const groupWeight = 16

/** Thrown items are dear to reject; past this many the body is not the export it claims to be. */
export const maxMalformedItems = 10_000

/** One item, or the part of the body being read, breaks the format. Never leaves the decoder: an item is rejected, else the body is. */
export class Malformed extends Error {}

export function tooDeep(): AppError {
  return new AppError('bad_request', `An attribute nests lists or maps more than ${maxAttributeDepth} levels deep`, {
    fix: 'Send deep structures as a JSON string',
  })
}

export function tooManyValues(): AppError {
  return new AppError('payload_too_large', 'The request holds too many spans, events, links and attribute values', {
    fix: 'Set a smaller batch size in the exporter',
  })
}

/** Counts what a decoder creates. */
export class ValueBudget {
  private left = maxValuesPerRequest

  spend(weight = 1): void {
    this.left -= weight
    if (this.left < 0) throw tooManyValues()
  }
}
