import { createHash } from 'node:crypto'
import { type AuditEntry, type AuditHead, type AuditVerification, auditListSchema, verifyAuditChain } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatCount } from '../layout/format-value.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Reads the whole log and works every hash out here: the server is not asked whether it is intact. Returns whether it is.
 */
export async function verifyAudit(context: CommandContext, publishedHeads: readonly AuditHead[]): Promise<boolean> {
  const entries = await readWholeLog(context.api)
  const result = verifyAuditChain(entries, publishedHeads, sha256)
  context.printResult({ ...result, entries: entries.length, publishedHeads: publishedHeads.length }, () =>
    describe(result, { entries: entries.length, heads: publishedHeads.length }),
  )
  if (context.format === 'pretty' && publishedHeads.length === 0) {
    context.note(
      'A log whose end was cut off, or that was written anew, shows only against heads kept elsewhere: --head, --heads.',
    )
  }
  return result.isIntact
}

async function readWholeLog(api: ApiClient): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const page = await api.fetchAnswer('/api/audit', auditListSchema, { query: { limit: 1000, cursor } })
    entries.push(...page.entries)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return entries.reverse()
}

function describe(
  { isIntact, head, problems }: AuditVerification,
  { entries, heads }: { readonly entries: number; readonly heads: number },
): string {
  if (!isIntact) return problems.map(({ message }) => `${message}.\n`).join('')
  const against = heads === 0 ? '' : `, and ${formatAmount(heads, 'published head')} fit${heads === 1 ? 's' : ''}`
  return `The audit log is intact: ${formatCount(entries)} ${entries === 1 ? 'entry' : 'entries'}${against}.\nHead: ${head.sequence}:${head.hash}\n`
}
