import { randomBytes } from 'node:crypto'
import { defaultProjectName } from '@pawl/core'
import { type AuditLog, createAuditLog } from '../platform/audit/index.ts'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import { insertProject } from './access.store.ts'
import { KeyringHolder } from './keyring.ts'
import { SettingsHolder } from './settings-holder.ts'

/** What the use cases of this folder work on. */
export interface Access {
  readonly control: ControlStore
  readonly audit: Pick<AuditLog, 'append'>
  readonly keyring: KeyringHolder
  readonly settings: SettingsHolder
  /** Projects that are known to exist: a request without keys makes its project when it is the first one. */
  readonly knownProjects: Set<string>
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
  /** Writes what is only in memory. */
  close(): Promise<void>
}

export interface AccessOptions {
  readonly control: ControlStore
  readonly log: Logger
  readonly now?: () => Date
}

export async function openAccess({ control, log, now = () => new Date() }: AccessOptions): Promise<Access> {
  await insertProject(control.db, defaultProjectName)
  const keyring = new KeyringHolder({ control, now, log })
  return {
    control,
    audit: createAuditLog({ control, now }),
    keyring,
    settings: new SettingsHolder(control, now),
    knownProjects: new Set([defaultProjectName]),
    now,
    randomBytes,
    close: () => keyring.writeUses(),
  }
}

/** For the check of the address to listen on, and for pages that ask to sign in. */
export const keysExist = async (access: Access): Promise<boolean> => (await access.keyring.current()).keysExist
