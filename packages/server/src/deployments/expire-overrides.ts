import { acceptedText, type JsonObject } from '@pawl/core'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { markExpired, selectDueOverrides } from './overrides.store.ts'

/**
 * Marks the overrides whose time is over, each once: what they let in stays live, and the rows that they accepted are failing again.
 *
 * @param project all when left out
 */
export async function expireOverrides(deps: DeploymentsDeps, project?: string): Promise<void> {
  const { control, now } = deps
  const at = now()
  const due = await selectDueOverrides(control.db, { at, ...(project !== undefined && { project }) })
  for (const override of due) await expire(deps, { ...override, at })
}

interface DueOverride {
  readonly id: string
  readonly project: string
  readonly at: Date
}

async function expire({ control, audit, publish }: DeploymentsDeps, { id, project, at }: DueOverride): Promise<void> {
  await control.transaction(async (transaction) => {
    const expired = await markExpired(transaction, id, at)
    if (expired === null) return
    const { environment, deploymentId, rows, who } = expired
    const message = `The override of ${who} in ${environment} is over: ${acceptedText(rows)}`
    const { sequence, hash } = await audit.append(transaction, {
      ...{ project, action: 'override.expired', who: 'Pawl' },
      details: { message, environment, overrideId: id, deploymentId },
    })
    const data: JsonObject = { ...expired, auditHead: { sequence, hash } }
    await publish(transaction, { project, event: 'override.expired', data })
  })
}
