export const evaluatorTabs = {
  definition: 'Definition',
  versions: 'Versions',
  live: 'Live traces',
  uses: 'Used by',
  people: 'Agreement with people',
} as const
export type EvaluatorTab = keyof typeof evaluatorTabs

export interface EvaluatorSearch {
  readonly tab?: EvaluatorTab
  /** The version that is opened or shown. */
  readonly version?: number
  /** The one that it is compared with. */
  readonly against?: number
}

const isTab = (name: unknown): name is EvaluatorTab => typeof name === 'string' && Object.hasOwn(evaluatorTabs, name)

const numberOf = (value: unknown): number | undefined =>
  /^[1-9]\d{0,8}$/.test(String(value)) ? Number(value) : undefined

export function parseEvaluatorSearch(raw: Readonly<Record<string, unknown>>): EvaluatorSearch {
  const [version, against] = [numberOf(raw.version), numberOf(raw.against)]
  return {
    ...(isTab(raw.tab) && raw.tab !== 'definition' ? { tab: raw.tab } : {}),
    ...(version === undefined ? {} : { version }),
    ...(against === undefined ? {} : { against }),
  }
}
