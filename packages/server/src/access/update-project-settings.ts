import { compileRedaction, type ProjectSettings, type ProjectSettingsChange } from '@pawl/core'
import type { Caller } from '../platform/http/index.ts'
import { selectProjects, upsertSettings } from './access.store.ts'
import type { Access } from './open-access.ts'
import { projectNotFound } from './require-caller.ts'
import { readSettings } from './settings-holder.ts'

export interface SettingsUpdate {
  readonly project: string
  readonly change: ProjectSettingsChange
  readonly caller: Caller
}

/**
 * Replaces the fields that are given, and notes who did it.
 *
 * @throws AppError `not_found` for an unknown project; `bad_request` for a redaction rule that could hold up the ingest
 */
export async function updateProjectSettings(
  access: Access,
  { project, change, caller }: SettingsUpdate,
): Promise<ProjectSettings> {
  // Refused now, with its reason, and not when the next span comes.
  if (change.redaction !== undefined) compileRedaction(change.redaction)
  const updated = await access.control.transaction(async (transaction) => {
    if ((await selectProjects(transaction, project)).length === 0) throw projectNotFound(project)
    const old = await readSettings(transaction, project)
    const settings: ProjectSettings = {
      retentionDays: change.retentionDays ?? old.retentionDays,
      redaction: change.redaction ?? old.redaction,
      priceOverrides: change.priceOverrides ?? old.priceOverrides,
    }
    await upsertSettings(transaction, { project, settings, by: caller.person, at: access.now() })
    const details = { message: changeText(old, change), changed: Object.keys(change) }
    await access.audit.append(transaction, { project, action: 'settings.changed', who: caller.person, details })
    return settings
  })
  access.settings.invalidate(project)
  return updated
}

/** Without the rules themselves: a pattern may hold what it is to hide. */
function changeText(old: ProjectSettings, { retentionDays, redaction, priceOverrides }: ProjectSettingsChange): string {
  const parts = [
    retentionDays === undefined ? '' : `traces are kept for ${retentionDays} days instead of ${old.retentionDays}`,
    redaction === undefined ? '' : 'the rules of redaction changed',
    priceOverrides === undefined ? '' : 'prices of models changed',
  ]
  return `Settings: ${parts.filter((part) => part !== '').join('; ') || 'nothing changed'}`
}
