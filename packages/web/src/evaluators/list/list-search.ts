export interface EvaluatorsSearch {
  readonly q?: string
  readonly archived?: true
}

export function parseEvaluatorsSearch(raw: Readonly<Record<string, unknown>>): EvaluatorsSearch {
  return {
    ...(typeof raw.q === 'string' && raw.q !== '' ? { q: raw.q } : {}),
    ...(raw.archived === 'true' || raw.archived === true ? { archived: true as const } : {}),
  }
}
