import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import {
  type ControlStore,
  type ControlTransaction,
  isDeadlock,
  isSerializationFailure,
} from '../platform/control/index.ts'

const mostTries = 25

/**
 * A transaction that sees the store as it was at one moment: rows, evaluators and policies as they were together, never some before and
 * some after an edit. When another one changed meanwhile what this one is about to change, it begins anew.
 */
export async function inOneSnapshot<T>(
  control: Pick<ControlStore, 'transaction'>,
  body: (transaction: ControlTransaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await control.transaction(async (transaction) => {
        await sql`set transaction isolation level repeatable read`.execute(transaction)
        return await body(transaction)
      })
    } catch (error) {
      if (tries === mostTries || !(isSerializationFailure(error) || isDeadlock(error))) throw error
      await sleep(tries * 2)
    }
  }
}
