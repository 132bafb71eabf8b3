import { decodeCursor, encodeCursor } from '../platform/http/index.ts'

/** The part of a list that a page shows, where the whole list is at hand. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: readonly Item[]; readonly nextCursor: string | null } {
  const start = cursor === undefined ? 0 : Number(decodeCursor(cursor, /^(\d{1,9})$/)[0])
  const page = items.slice(start, start + limit)
  return { items: page, nextCursor: start + limit < items.length ? encodeCursor(start + limit) : null }
}
