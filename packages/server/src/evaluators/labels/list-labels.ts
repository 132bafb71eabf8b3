import { AppError, type Label } from '@pawl/core'
import type { EvaluatorsDeps } from '../evaluators-deps.ts'
import { selectLabels } from './labels.store.ts'

export interface LabelListing {
  readonly project: string
  readonly evaluator: string
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Newest first. @throws AppError `bad_request` for a cursor that no list gave */
export async function listLabels(
  { control: { db } }: EvaluatorsDeps,
  { project, evaluator, limit, cursor }: LabelListing,
): Promise<{ readonly labels: Label[]; readonly nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : placeOf(cursor)
  const labels = await selectLabels(
    db,
    { project, evaluator },
    { limit: limit + 1, ...(before === undefined ? {} : { before }) },
  )
  const page = labels.slice(0, limit)
  const last = page.at(-1)
  const hasMore = labels.length > limit && last !== undefined
  return { labels: page, nextCursor: hasMore ? `${Date.parse(last.createdAt)}~${last.id}` : null }
}

function placeOf(cursor: string): { at: Date; id: string } {
  const [, time, id] = /^(\d{1,15})~([0-9a-f-]{1,64})$/.exec(cursor) ?? []
  if (time === undefined || id === undefined) {
    throw new AppError('bad_request', 'The cursor was not given by a list of labels.', {
      where: 'query.cursor',
      fix: 'Use the nextCursor of the list before, or leave it out.',
    })
  }
  return { at: new Date(Number(time)), id }
}
