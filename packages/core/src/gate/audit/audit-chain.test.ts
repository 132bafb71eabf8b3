import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AuditEntry,
  auditEntrySchema,
  auditHeadOf,
  chainAuditEntry,
  emptyAuditHead,
  verifyAuditChain,
} from '../../index.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function log(count: number, who = 'Ada'): AuditEntry[] {
  const entries: AuditEntry[] = []
  let head = emptyAuditHead
  for (let index = 0; index < count; index++) {
    const event = {
      ...{ project: 'shop', action: 'deployment.created', who, at: '2026-03-01T10:00:00Z', reason: `release ${index}` },
      details: { environment: 'production', release: `v${index}`, nested: { b: 1, a: [2] } },
    }
    const entry = chainAuditEntry(event, head, sha256)
    entries.push(entry)
    head = auditHeadOf(entry)
  }
  return entries
}

const kinds = (entries: readonly AuditEntry[], heads: readonly { sequence: number; hash: string }[] = []) =>
  verifyAuditChain(entries, heads, sha256).problems.map(({ kind }) => kind)

const places = fc
  .integer({ min: 2, max: 30 })
  .chain((count) => fc.tuple(fc.constant(count), fc.nat({ max: count - 1 })))

describe('the audit log', () => {
  it('is intact as it was written, against every head it ever had, and after it was stored', () => {
    const entries = log(20)
    const read = auditEntrySchema.array().parse(JSON.parse(JSON.stringify(entries)))
    expect(verifyAuditChain(read, entries.map(auditHeadOf), sha256)).toEqual({
      isIntact: true,
      head: auditHeadOf(entries[19] as AuditEntry),
      problems: [],
    })
    expect(verifyAuditChain([], [emptyAuditHead], sha256)).toMatchObject({ isIntact: true, head: emptyAuditHead })
  })

  it('shows an entry that was changed, in any field', () => {
    const fields = fc.constantFrom(
      'who',
      'at',
      'reason',
      'action',
      'project',
      'hash',
      'previousHash',
      'details',
      'sequence',
    )
    fc.assert(
      fc.property(places, fields, ([count, at], field) => {
        const entries: Record<string, unknown>[] = log(count).map((entry) => ({ ...entry }))
        const entry = entries[at] ?? {}
        const was = entry[field]
        entry[field] =
          typeof was === 'number' ? was + 1000 : typeof was === 'object' ? { environment: 'staging' } : `${was}0`
        expect(kinds(entries as unknown as AuditEntry[])).not.toEqual([])
      }),
    )
  })

  it('shows an entry that was removed before the last, put elsewhere, or added', () => {
    fc.assert(
      fc.property(places, fc.nat(), ([count, at], to) => {
        const entries = log(count)
        const removed = entries.filter((_, index) => index !== at)
        if (at < count - 1) expect(kinds(removed)).toContain('missing')
        const target = to % count
        if (target !== at) expect(kinds(removed.toSpliced(target, 0, entries[at] as AuditEntry))).not.toEqual([])
        expect(kinds(entries.toSpliced(at, 0, log(count, 'Eve')[at] as AuditEntry))).not.toEqual([])
      }),
    )
  })

  it('shows an entry that was changed and hashed again, by the one after it', () => {
    const entries = log(5)
    const forged = chainAuditEntry(
      { ...(entries[2] as AuditEntry), who: 'Eve' },
      auditHeadOf(entries[1] as AuditEntry),
      sha256,
    )
    expect(kinds(entries.with(2, forged))).toEqual(['changed'])
  })

  it('shows an end that was cut off, and a log that was written anew, by any head published outside', () => {
    fc.assert(
      fc.property(places, ([count, at]) => {
        const entries = log(count)
        const heads = [auditHeadOf(entries[count - 1] as AuditEntry)]
        if (at < count - 1) expect(kinds(entries.slice(0, at + 1), heads)).toEqual(['truncated'])
        expect(kinds(log(count, 'Eve'), [auditHeadOf(entries[at] as AuditEntry)])).toEqual(['rewritten'])
        expect(kinds(log(count + 3, 'Eve'), heads)).toEqual(['rewritten'])
        expect(kinds([], heads)).toEqual(['truncated'])
      }),
    )
  })

  it('cannot show a cut end by itself: that is what published heads are for', () => {
    expect(kinds(log(5).slice(0, 3))).toEqual([])
  })
})
