import { AppError } from '@pawl/core'

/** An opaque, stable cursor: the list goes on after this position whatever is added before it. */
export const encodeCursor = (...parts: readonly (string | number)[]): string =>
  Buffer.from(parts.join(',')).toString('base64url')

/** @throws AppError `bad_request` for anything that `encodeCursor` did not give for this list */
export function decodeCursor(cursor: string, pattern: RegExp): readonly string[] {
  const found = pattern.exec(Buffer.from(cursor, 'base64url').toString())
  if (found !== null) return found.slice(1)
  throw new AppError('bad_request', 'This is no cursor of this list.', {
    where: 'query.cursor',
    fix: 'Give the `nextCursor` of the page before, unchanged, or leave it out for the first page.',
  })
}
