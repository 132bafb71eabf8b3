import type { AlertSlice } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../../platform/control/index.ts'

const erased = '(erased)'

/** Alerts of a slice go on without its name. */
export async function forgetSlices(
  transaction: ControlTransaction,
  { project, slice }: { readonly project: string; readonly slice: AlertSlice },
): Promise<void> {
  const isThat = JSON.stringify(slice)
  await sql`
    update alerts set
      evidence = jsonb_set(evidence, '{explainedBy}', coalesce((
        select jsonb_agg(one) from jsonb_array_elements(evidence->'explainedBy') one
        where not one->'slice' @> ${isThat}::jsonb), '[]'::jsonb))
    where project = ${project} and evidence is not null
      and evidence->'explainedBy' @> jsonb_build_array(jsonb_build_object('slice', ${isThat}::jsonb))`.execute(
    transaction,
  )
  // The id keeps two of them apart.
  await sql`
    update alerts set slice_value = ${erased}, problem = id, finding = jsonb_set(finding, '{slice,value}', to_jsonb(${erased}::text))
    where project = ${project} and slice_key = ${slice.key} and slice_value = ${slice.value}`.execute(transaction)
}
