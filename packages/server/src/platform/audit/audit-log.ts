import {
  type AuditEntry,
  type AuditHead,
  type AuditList,
  type AuditVerification,
  chainAuditEntry,
  emptyAuditHead,
  type JsonObject,
  type NoticedWeakening,
  verifyAuditChain,
} from '@pawl/core'
import type { ControlStore, ControlTransaction } from '../control/index.ts'
import { sha256 } from '../hash/index.ts'
import { decodeCursor, encodeCursor } from '../http/index.ts'
import { insertEntry, lockHead, selectChain, selectEntries, selectHead } from './audit.store.ts'
import { storableDetails, storableText } from './storable-event.ts'

/** What happened, before it has its place in the log. */
export interface NewAuditEvent {
  readonly project: string
  /** `noun.verb-ed`: `row.weakened`, `policy.changed`, `deployment.created`. */
  readonly action: string
  readonly who: string
  /** In the person's words; '' where no reason is asked for. */
  readonly reason?: string
  /**
   * Small, with the ids of what it is about. `message` is one sentence for a reader. `weakens` makes it head the pages of gates and
   * releases until the next deployment: into all environments, or into `environment` where that is given.
   */
  readonly details: JsonObject & {
    readonly message: string
    readonly weakens?: boolean
    readonly environment?: string
  }
}

export interface AuditQuery {
  /** A whole action (`policy.changed`), or its first part (`policy`). */
  readonly action?: string | undefined
  readonly who?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One append-only chain of entries for each project. */
export interface AuditLog {
  /**
   * Adds an entry that exists when, and only when, the transaction commits. Others who append wait until then: make it the last thing
   * of a transaction, so that nobody waits long and no two wait for each other.
   */
  append(transaction: ControlTransaction, event: NewAuditEvent): Promise<AuditEntry>
  /** To be published outside: what it names can no longer be changed unseen. */
  head(project: string): Promise<AuditHead>
  /** @throws AppError `bad_request` for a cursor of another list */
  list(project: string, query: AuditQuery): Promise<Omit<AuditList, 'rowNames'>>
  /** Reads the whole log, and compares it with heads that were published. */
  verify(project: string, publishedHeads: readonly AuditHead[]): Promise<AuditVerification>
  /** Entries of these actions (whole, or their first parts) after a place, newest first, 1,000 at most. */
  since(project: string, sequence: number, actions: readonly string[]): Promise<readonly AuditEntry[]>
  /** What protects an environment less since something was last released into it, newest first, 200 at most. */
  weakenings(project: string, environment: string): Promise<readonly NoticedWeakening[]>
}

const releaseActions = ['deployment.created', 'deployment.rolled_back']
const entriesAtOnce = 5000

export function createAuditLog({
  control,
  now,
}: {
  readonly control: ControlStore
  readonly now: () => Date
}): AuditLog {
  const { db } = control
  const head = async (project: string) => (await selectHead(db, project)) ?? emptyAuditHead
  return {
    head,
    append: (transaction, event) => append(transaction, event, now()),
    async list(project, { action, who, limit, cursor }) {
      const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, /^(\d{1,9})$/)[0])
      const actions = action === undefined ? {} : { actions: [action] }
      const found = await selectEntries(db, { project, ...actions, who, before, limit: limit + 1 })
      const entries = found.slice(0, limit)
      const last = entries.at(-1)
      const nextCursor = found.length > limit && last !== undefined ? encodeCursor(last.sequence) : null
      return { entries, head: await head(project), nextCursor }
    },
    async verify(project, publishedHeads) {
      const stored = await selectHead(db, project)
      const entries: AuditEntry[] = []
      for (let after = -1; ; after = entries.at(-1)?.sequence ?? after) {
        const page = await selectChain(db, { project, after, limit: entriesAtOnce })
        entries.push(...page)
        if (page.length < entriesAtOnce) break
      }
      return verifyAuditChain(entries, [...(stored === null ? [] : [stored]), ...publishedHeads], sha256)
    },
    since: (project, after, actions) => selectEntries(db, { project, after, actions, limit: 1000 }),
    async weakenings(project, environment) {
      const [release] = await selectEntries(db, { project, environment, actions: releaseActions, limit: 1 })
      const after = release?.sequence ?? 0
      return (await selectEntries(db, { project, environment, after, weakens: true, limit: 200 })).map(toWeakening)
    },
  }
}

async function append(
  transaction: ControlTransaction,
  { project, action, who, reason = '', details }: NewAuditEvent,
  at: Date,
): Promise<AuditEntry> {
  const event = {
    ...{ project, action, at: at.toISOString() },
    who: storableText(who),
    reason: storableText(reason),
    details: storableDetails(details),
  }
  const entry = chainAuditEntry(event, await lockHead(transaction, project), sha256)
  await insertEntry(transaction, entry)
  return entry
}

function toWeakening({ sequence, action, who, at, reason, details }: AuditEntry): NoticedWeakening {
  const message = typeof details.message === 'string' ? details.message : action
  return { sequence, action, message, who, at, reason }
}
