import { defaultProjectSettings, type ProjectSettings, projectSettingsSchema } from '@pawl/core'
import type { ControlStore } from '../platform/control/index.ts'
import { type AccessDb, selectSettings } from './access.store.ts'
import { FreshValue } from './fresh-value.ts'

/** The settings of projects in memory: every batch of telemetry asks for them. */
export class SettingsHolder {
  readonly #control: ControlStore
  readonly #now: () => Date
  readonly #values = new Map<string, FreshValue<ProjectSettings>>()

  constructor(control: ControlStore, now: () => Date) {
    this.#control = control
    this.#now = now
  }

  /** At most five seconds behind what another server changed. The defaults for a project that set nothing. */
  current(project: string): Promise<ProjectSettings> {
    let value = this.#values.get(project)
    if (value === undefined) {
      value = new FreshValue(() => readSettings(this.#control.db, project), this.#now)
      this.#values.set(project, value)
    }
    return value.get()
  }

  invalidate(project: string): void {
    this.#values.get(project)?.invalidate()
  }
}

export async function readSettings(db: AccessDb, project: string): Promise<ProjectSettings> {
  const stored = await selectSettings(db, project)
  return stored === null ? defaultProjectSettings : projectSettingsSchema.parse(stored)
}
