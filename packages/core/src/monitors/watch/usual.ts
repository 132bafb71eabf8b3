import { z } from 'zod'
import type { ShiftReference } from '../detector/shift-detector.ts'
import { hourOfWeek } from './week-hours.ts'

const referenceSchema = z.object({ high: z.number(), low: z.number() })

/** References of the hours of a week, each kept once. */
const seasonSchema = z.object({ of: z.array(z.int()).length(168), references: z.array(referenceSchema).min(1) })

/** How many requests an hour of the week has (-1: not known yet), and how much an hour strays from it, as a multiple of the square root. */
export const usualCountsSchema = z.object({
  of: z.array(z.int()).length(168),
  counts: z.array(z.number().min(0)).min(1),
  spread: z.number().positive(),
})
export type UsualCounts = z.infer<typeof usualCountsSchema>

/** Where the observations of a stream stood, learned from its past. */
export const usualSchema = z.object({
  mean: z.number(),
  count: z.int(),
  perDay: z.number().positive(),
  fromMs: z.number(),
  toMs: z.number(),
  whole: referenceSchema,
  season: seasonSchema.nullable(),
  /** Only of counts, whose observations say how far an hour strays. */
  counts: usualCountsSchema.nullable(),
})
export type Usual = z.infer<typeof usualSchema>

export function referenceAt({ whole, season }: Pick<Usual, 'whole' | 'season'>, atMs: number): ShiftReference {
  return season?.references[season.of[hourOfWeek(atMs)] ?? 0] ?? whole
}

/** An hour's count as an observation: 1 where it strays by this many spreads. */
export const farAway = 6

/** Null where it is not known what such an hour usually has. */
export function strayOf(count: number, counts: UsualCounts, atMs: number): number | null {
  const usual = countAt(counts, atMs)
  if (usual === null) return null
  return Math.min(1, Math.abs(count - usual) / (farAway * spreadOf(usual, counts.spread)))
}

export const countAt = ({ of, counts }: UsualCounts, atMs: number): number | null =>
  counts[of[hourOfWeek(atMs)] ?? -1] ?? null

export const spreadOf = (usual: number, spread: number): number => spread * Math.sqrt(Math.max(1, usual))
