import { AppError } from '@pawl/core'

/** Where the next page begins, as text that stands in an address as it is. */
export const writeCursor = (position: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/**
 * What `writeCursor` wrote; nothing without a cursor.
 *
 * @throws AppError `bad_request`
 */
export function readCursor(cursor: string | undefined): readonly unknown[] {
  if (cursor === undefined) return []
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(position)) return position
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new AppError('bad_request', 'The cursor is not one that a list gave.', {
    where: 'query.cursor',
    fix: 'Send the nextCursor of the page before as it is.',
  })
}

/** The part of a list that a page shows, where the whole list is at hand. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: readonly Item[]; readonly nextCursor: string | null } {
  const [start = 0] = readCursor(cursor)
  if (typeof start !== 'number') throw new AppError('bad_request', 'The cursor is not one of this list.')
  const page = items.slice(start, start + limit)
  return { items: page, nextCursor: start + limit < items.length ? writeCursor([start + limit]) : null }
}
