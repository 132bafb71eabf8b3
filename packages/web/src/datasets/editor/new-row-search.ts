/** What a new row is made from, as it stands in its address. */
export interface NewRowSearch {
  readonly trace?: string
  readonly span?: string
  readonly dataset?: string
}

const textOf = (raw: unknown): string | undefined => (typeof raw === 'string' && raw !== '' ? raw : undefined)

/** Left out is what can be no id. */
export function parseNewRowSearch(raw: Readonly<Record<string, unknown>>): NewRowSearch {
  const [trace, span, dataset] = [textOf(raw.trace), textOf(raw.span), textOf(raw.dataset)]
  const isTrace = trace !== undefined && /^[0-9a-f]{32}$/.test(trace)
  const isSpan = isTrace && span !== undefined && /^[0-9a-f]{16}$/.test(span)
  return {
    ...(isTrace ? { trace } : {}),
    ...(isSpan ? { span } : {}),
    ...(dataset === undefined ? {} : { dataset }),
  }
}
