import type { z } from '@hono/zod-openapi'
import { AppError } from '@pawl/core'

/**
 * A middleware's check that a query string has no parameter the route does not know: a filter with a typing mistake would
 * otherwise silently show everything.
 *
 * @throws AppError `bad_request` that names the nearest known one
 */
export function refuseUnknownParameters(url: string, schema: z.ZodObject): void {
  const known = Object.keys(schema.shape)
  for (const name of new URL(url, 'http://pawl').searchParams.keys()) {
    if (known.includes(name)) continue
    throw new AppError('bad_request', `There is no parameter ${JSON.stringify(name)} here.`, {
      where: `query.${name}`,
      fix: `Did you mean ${JSON.stringify(nearest(name, known))}? Known are ${known.join(', ')}.`,
    })
  }
}

function nearest(name: string, known: readonly string[]): string {
  const distances = known.map((candidate) => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }))
  return distances.reduce((best, one) => (one.distance < best.distance ? one : best)).candidate
}

/** Levenshtein's distance, by Wagner and Fischer's rows. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
