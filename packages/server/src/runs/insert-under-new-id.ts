import { isUniqueViolation } from '../platform/control/index.ts'
import type { RunsContext } from './runs-context.ts'
import { insertRun, type NewRunRecord } from './store/run-records.ts'

/** 48 bits are enough for a run's id, but not for never meeting another one. */
export async function insertUnderNewId(context: RunsContext, run: Omit<NewRunRecord, 'id'>): Promise<string> {
  for (;;) {
    const id = Buffer.from(context.randomBytes(6)).toString('hex')
    try {
      await insertRun(context.control, { ...run, id })
      return id
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
    }
  }
}
