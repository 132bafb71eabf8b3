/** The address of a row's page: the proof that is being watched. */
export interface RowSearch {
  readonly proof?: string
}

export function parseRowSearch(raw: Readonly<Record<string, unknown>>): RowSearch {
  return typeof raw.proof === 'string' && raw.proof !== '' ? { proof: raw.proof.slice(0, 200) } : {}
}
