import { AppError } from '@pawl/core'

/**
 * The revision that a change was made on, from `If-Match: "3"` (RFC 9110, 13.1.1).
 *
 * @throws AppError `bad_request` without one: two people would overwrite each other unseen
 */
export function revisionOf(ifMatch: string | undefined): number {
  const [, revision] = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(ifMatch ?? '') ?? []
  if (revision !== undefined) return Number(revision)
  throw new AppError('bad_request', 'The change does not say on which revision of the row it was made.', {
    where: 'If-Match',
    fix: 'Send `If-Match: "<revision>"` with the revision that GET /api/rows/{id} gave.',
  })
}
