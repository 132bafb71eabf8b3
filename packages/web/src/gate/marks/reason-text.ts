import { type GateSummary, nameRows } from '@pawl/core'
import { oneLine } from '../../ui/visible-text.ts'
import { isUnderWay } from '../gate-queries.ts'

/** What a row says, by its id; undefined while it is not known. */
export type NameOf = (rowId: string) => string | undefined

/** A sentence of a gate with its rows named by what they say, or by the start of their ids where that is not known. */
export const reasonText = (sentence: string, nameOf: NameOf): string => oneLine(nameRows(sentence, nameOf), 800)

/** Why a gate in a list stands as it does; '' where it was cancelled without a reason. */
export function whyOf(gate: Pick<GateSummary, 'status' | 'reason' | 'statusReason'>): string {
  if (isUnderWay(gate)) return 'Its tests go on'
  return gate.status === 'decided' ? gate.reason : gate.statusReason
}
