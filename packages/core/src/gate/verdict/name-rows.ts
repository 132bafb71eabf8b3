const madeId = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
const nameLength = 80

/** The ids of rows in a sentence that Pawl made up; those that a person chose can be read as they are. */
export const madeRowIdsIn = (sentence: string): readonly string[] => [...new Set(sentence.match(madeId) ?? [])]

/**
 * A sentence of a gate or of the audit log with its rows named by their first words, or by the start of their ids where those are not
 * known. Sentences that are kept hold ids alone: what a row says may have to be erased one day.
 */
export function nameRows(sentence: string, wordsOf: (rowId: string) => string | undefined): string {
  return sentence.replace(madeId, (rowId) => {
    const words = wordsOf(rowId)?.replace(/\s+/g, ' ').trim() ?? ''
    if (words === '') return rowId.slice(0, 8)
    const characters = [...words]
    return `“${characters.length <= nameLength ? words : `${characters.slice(0, nameLength - 1).join('')}…`}”`
  })
}
