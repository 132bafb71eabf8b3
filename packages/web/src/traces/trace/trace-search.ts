import { type RawSearch, textOf } from '../filter/filter-search.ts'

export const spanTabs = ['content', 'attributes', 'events', 'scores', 'raw'] as const
export type SpanTab = (typeof spanTabs)[number]

/** The address of a trace: which span is open, and which of its tabs. */
export interface TraceSearch {
  readonly span?: string
  readonly tab?: SpanTab
}

export function parseTraceSearch(raw: RawSearch): TraceSearch {
  const span = textOf(raw.span)
  const tab = spanTabs.find((name) => name === textOf(raw.tab))
  return {
    ...(span !== undefined && /^[0-9a-f]{16}$/.test(span) ? { span } : {}),
    ...(tab !== undefined && tab !== 'content' ? { tab } : {}),
  }
}
