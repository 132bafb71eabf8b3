export const promptTabs = ['edit', 'versions'] as const
export type PromptTab = (typeof promptTabs)[number]

export interface PromptSearch {
  readonly tab?: PromptTab
  /** The versions that are compared. */
  readonly from?: number
  readonly to?: number
}

export interface PromptListSearch {
  readonly archived?: true
}

const wholeNumber = (value: unknown): number | undefined => {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** What an address says, without what it says wrong. */
export function parsePromptSearch(search: Record<string, unknown>): PromptSearch {
  const tab = promptTabs.find((known) => known === search.tab)
  const from = wholeNumber(search.from)
  const to = wholeNumber(search.to)
  return { ...(tab && { tab }), ...(from && { from }), ...(to && { to }) }
}

export const parsePromptListSearch = (search: Record<string, unknown>): PromptListSearch =>
  search.archived === true || search.archived === 'true' ? { archived: true } : {}
