import { useQueries } from '@tanstack/react-query'
import { rowPreviewsQuery } from './gate-queries.ts'

export type PreviewOf = (rowId: string) => string | undefined

/** What each row of the datasets says, by its id; undefined while it is not known. */
export function useRowPreviews(datasets: readonly string[]): PreviewOf {
  const answers = useQueries({ queries: [...new Set(datasets)].map(rowPreviewsQuery) })
  return (rowId) => {
    for (const { data } of answers) {
      const preview = data?.get(rowId)
      if (preview !== undefined) return preview
    }
    return undefined
  }
}
