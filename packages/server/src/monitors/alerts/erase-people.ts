import type { AlertsContext } from './alerts-context.ts'
import { deleteTraces, type ErasedPeople } from './store/alert-traces.store.ts'
import { forgetSlices } from './store/erasures.store.ts'

/** Removes what alerts copied from these traces, and the person's name from what alerts are about. */
export async function erasePeople({ control }: Pick<AlertsContext, 'control'>, people: ErasedPeople): Promise<void> {
  await control.transaction(async (transaction) => {
    await deleteTraces(transaction, people)
    if (people.userId !== undefined) {
      await forgetSlices(transaction, { project: people.project, slice: { key: 'user', value: people.userId } })
    }
  })
}
