import { createHash } from 'node:crypto'
import { type AuditEntry, type AuditHead, auditHeadOf, chainAuditEntry } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { type ControlEngineUnderTest, controlEngines, quietLog } from '../control/testing/index.ts'
import { type AuditLog, createAuditLog, type NewAuditEvent } from './index.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

for (const engine of controlEngines) promises(engine)

/** What the audit log promises on every engine of the control store. */
function promises(engine: ControlEngineUnderTest): void {
  describe.skipIf(engine.skipped !== null)(`the audit log on ${engine.name}`, () => {
    let store: ControlStore
    let audit: AuditLog
    let at = new Date('2026-03-01T12:00:00.123Z')
    let project = ''
    let projects = 0
    beforeAll(async () => {
      await engine.start()
      store = await openControlStore(await engine.newPlace(), { log: quietLog })
      audit = createAuditLog({ control: store, now: () => at })
    })
    afterAll(async () => {
      await store.close()
      await engine.stop()
    })
    beforeEach(() => {
      project = `shop${++projects}`
    })

    const append = (event: Partial<NewAuditEvent> = {}): Promise<AuditEntry> =>
      store.transaction((transaction) =>
        audit.append(transaction, {
          ...{ project, action: 'deployment.created', who: 'Ada', reason: 'it is time' },
          details: { message: 'It went out', environment: 'production' },
          ...event,
        }),
      )
    const write = async (count: number) => {
      const entries: AuditEntry[] = []
      for (let index = 0; index < count; index++) entries.push(await append({ reason: `reason ${index}` }))
      return entries
    }
    const kinds = async (heads: readonly AuditHead[] = []) =>
      (await audit.verify(project, heads)).problems.map(({ kind }) => kind)
    /** What somebody with every right on the database can do. */
    const tamper = (statements: string) =>
      store.executeSql(
        `alter table audit_entries disable trigger all; ${statements}; alter table audit_entries enable trigger all`,
      )

    it('gives back what was appended, chained, whatever the texts hold', async () => {
      const odd = { message: '退款 \0 \ud800 🙂', list: [1, 1e21, -0.5, null, true, { '\udc00': '"\\' }], empty: {} }
      const first = await append({ who: 'Ada \ud83d', reason: 'NUL \0 here', details: odd })
      at = new Date(at.getTime() + 1)
      const second = await append()
      const { entries, head } = await audit.list(project, { limit: 10 })
      expect(entries).toEqual([second, first])
      expect(second).toMatchObject({ sequence: 2, previousHash: first.hash, at: at.toISOString() })
      expect(head).toEqual(auditHeadOf(second))
      expect(await audit.head(project)).toEqual(head)
      expect(await audit.verify(project, [auditHeadOf(first), head])).toEqual({ isIntact: true, head, problems: [] })
    })

    it('is empty and intact before anything happened', async () => {
      expect(await audit.verify(project, [])).toMatchObject({ isIntact: true, head: { sequence: 0 } })
      expect(await audit.list(project, { limit: 10 })).toMatchObject({ entries: [], nextCursor: null })
    })

    it('holds what was committed and nothing else, without gaps, however many append at once', async () => {
      const appends = Array.from({ length: 40 }, (_, index) =>
        index % 4 === 0
          ? store.transaction(async (transaction) => {
              const details = { message: 'never' }
              await audit.append(transaction, { project, action: 'a.b', who: 'Eve', details })
              throw new Error('rolled back')
            })
          : append(),
      )
      const results = await Promise.allSettled(appends)
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10)
      const { entries } = await audit.list(project, { limit: 100 })
      expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, index) => 30 - index))
      expect(entries.filter(({ who }) => who === 'Eve')).toEqual([])
      expect(await kinds()).toEqual([])
    })

    it('refuses every change of an entry, also by a program with a mistake', async () => {
      await write(2)
      for (const statement of [
        `update audit_entries set who = 'Eve' where project = '${project}'`,
        `delete from audit_entries where project = '${project}'`,
        'truncate audit_entries',
      ]) {
        await expect(store.executeSql(statement), statement).rejects.toThrow('append-only')
      }
      expect(await kinds()).toEqual([])
    })

    it.each([['who'], ['action'], ['reason']])(
      'shows an entry whose %s somebody with every right changed',
      async (column) => {
        await write(4)
        await tamper(
          `update audit_entries set ${column} = ${column} || '!' where project = '${project}' and sequence = 2`,
        )
        expect(await audit.verify(project, [])).toMatchObject({
          isIntact: false,
          problems: [{ kind: 'changed', sequence: 2 }],
        })
      },
    )

    it('shows changed details and times', async () => {
      await write(3)
      const where = `where project = '${project}' and sequence`
      await tamper(`update audit_entries set details = '{"message":"nothing"}' ${where} = 1;
        update audit_entries set at = at - interval '1 ms' ${where} = 3`)
      expect(await kinds()).toEqual(['changed', 'changed'])
    })

    it('shows entries that were removed, swapped, or put in', async () => {
      await write(6)
      const where = `where project = '${project}' and sequence`
      await tamper(`delete from audit_entries ${where} = 3`)
      expect(await kinds()).toEqual(['missing'])
      await tamper(`update audit_entries set sequence = 3 ${where} = 5; update audit_entries set sequence = 5 ${where} = 4;
        update audit_entries set sequence = 4 ${where} = 3`)
      expect(await kinds()).not.toEqual([])
      await tamper(`insert into audit_entries select project, 0, action, who, at, reason, details, previous_hash, hash
        from audit_entries ${where} = 1`)
      expect(await kinds()).toContain('out_of_order')
    })

    it('shows an end that was cut off: by its own head, and by any published one when that was set back too', async () => {
      const entries = await write(5)
      const published = auditHeadOf(entries[4] as AuditEntry)
      await tamper(`delete from audit_entries where project = '${project}' and sequence > 3`)
      expect(await kinds()).toEqual(['truncated'])
      const { hash } = entries[2] as AuditEntry
      await store.executeSql(`update audit_heads set sequence = 3, hash = '${hash}' where project = '${project}'`)
      expect(await kinds()).toEqual([])
      expect(await kinds([published])).toEqual(['truncated'])
      await write(2)
      expect(await kinds([published])).toEqual(['rewritten'])
    })

    it('shows a log that was written anew with sound hashes, by any head published before', async () => {
      const entries = await write(3)
      const published = auditHeadOf(entries[1] as AuditEntry)
      let head: AuditHead = { sequence: 0, hash: '0'.repeat(64) }
      const forged = entries.map((entry) => {
        const made = chainAuditEntry({ ...entry, who: 'Eve' }, head, sha256)
        head = auditHeadOf(made)
        return made
      })
      await tamper(
        forged
          .map(
            ({ sequence, previousHash, hash }) => `update audit_entries set who = 'Eve', hash = '${hash}',
              previous_hash = '${previousHash}' where project = '${project}' and sequence = ${sequence}`,
          )
          .join(';'),
      )
      await store.executeSql(`update audit_heads set hash = '${head.hash}' where project = '${project}'`)
      expect(await kinds()).toEqual([])
      expect(await kinds([published])).toEqual(['rewritten'])
    })

    it('is read in pages that stay put while entries are added, by action and by person', async () => {
      await write(5)
      const first = await audit.list(project, { limit: 2 })
      await append({ action: 'policy.changed', who: 'Bob' })
      const second = await audit.list(project, { limit: 2, cursor: first.nextCursor ?? '' })
      expect([...first.entries, ...second.entries].map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2])
      const found = async (query: { action?: string; who?: string }) =>
        (await audit.list(project, { ...query, limit: 10 })).entries.map(({ sequence }) => sequence)
      expect(await found({ action: 'policy' })).toEqual([6])
      expect(await found({ action: 'policy.changed' })).toEqual([6])
      expect(await found({ action: 'polic' })).toEqual([])
      expect(await found({ who: 'Bob', action: 'deployment' })).toEqual([])
      await expect(audit.list(project, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'bad_request' })
    })

    it('knows what protects an environment less since something was last released into it', async () => {
      const weaken = (message: string, environment?: string) =>
        append({
          action: 'row.weakened',
          details: { message, weakens: true, ...(environment !== undefined && { environment }) },
        })
      const messages = async (environment: string) =>
        (await audit.weakenings(project, environment)).map(({ message }) => message)
      await weaken('before')
      await append()
      await append({ action: 'policy.changed', details: { message: 'stricter' } })
      await weaken('everywhere')
      await weaken('only staging', 'staging')
      expect(await messages('production')).toEqual(['everywhere'])
      expect(await messages('staging')).toEqual(['only staging', 'everywhere', 'before'])
      await append({ action: 'deployment.refused' })
      expect(await messages('production')).toEqual(['everywhere'])
      await append({ action: 'deployment.rolled_back' })
      expect(await messages('production')).toEqual([])
    })
  })
}
