export interface AuditSearch {
  /** A whole action, or its first part. */
  readonly action?: string
  readonly who?: string
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** What an address says, without what it says wrong. */
export function parseAuditSearch(raw: Readonly<Record<string, unknown>>): AuditSearch {
  const action = textOf(raw.action)
  const who = textOf(raw.who)
  return { ...(action && { action }), ...(who && { who }) }
}
