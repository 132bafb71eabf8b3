import { deleteOnline } from './online.store.ts'
import type { OnlineDeps, OnlineKey } from './online-deps.ts'
import { onlineNotFound } from './ready-online.ts'

/**
 * Lets an evaluator judge live traffic no more. Its scores stay.
 *
 * @throws AppError `not_found`
 */
export async function removeOnline({ control }: OnlineDeps, key: OnlineKey): Promise<void> {
  if (!(await deleteOnline(control.db, key))) throw onlineNotFound(key.evaluator)
}
