import { madeRowIdsIn } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { rowNamesQuery } from './gate-queries.ts'
import { type NameOf, reasonText } from './marks/reason-text.ts'

/** As many as are asked for at once; a row beyond these is shown by its id. */
const mostNames = 200

export function useRowNames(rowIds: readonly string[]): NameOf {
  const names = useQuery(rowNamesQuery([...new Set(rowIds)].sort().slice(0, mostNames))).data
  return (rowId) => names?.[rowId]
}

/** The text of sentences of gates, with the rows that they speak of named as soon as that is known. */
export function useReasonTexts(sentences: readonly string[]): (sentence: string) => string {
  const nameOf = useRowNames(madeRowIdsIn(sentences.join('\n')))
  return (sentence) => reasonText(sentence, nameOf)
}
