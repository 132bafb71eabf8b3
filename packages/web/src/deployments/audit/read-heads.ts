import { type AuditHead, auditHeadSchema } from '@pawl/core'

export interface ReadHeads {
  readonly heads: readonly AuditHead[]
  /** Lines in which no head was found. */
  readonly unread: readonly string[]
}

/**
 * Heads as people paste them: `12:<hash>`, `12 <hash>`, a JSON object of a webhook or a report, or several of them, one a
 * line.
 */
export function readHeads(text: string): ReadHeads {
  const heads: AuditHead[] = []
  const unread: string[] = []
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (line === '') continue
    const head = readHead(line)
    if (head === undefined) unread.push(line)
    else heads.push(head)
  }
  return { heads, unread }
}

function readHead(line: string): AuditHead | undefined {
  const [, number, words] = /^(?:entry\s+)?(\d{1,9})[\s:,]+([0-9a-f]{64})$/i.exec(line) ?? []
  if (number !== undefined && words !== undefined) return { sequence: Number(number), hash: words.toLowerCase() }
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line.replace(/,$/, ''))
    const read = auditHeadSchema.safeParse(value)
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
