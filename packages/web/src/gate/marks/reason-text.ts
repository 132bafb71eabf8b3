import { oneLine } from '../../ui/visible-text.ts'
import type { PreviewOf } from '../use-row-previews.ts'

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g

/** A sentence of a gate with its rows named by what they say, or by the start of their ids where that is not known. */
export const reasonText = (sentence: string, previewOf: PreviewOf = () => undefined): string =>
  oneLine(
    sentence.replace(uuid, (rowId) => {
      const preview = previewOf(rowId)
      return preview === undefined || preview === '' ? rowId.slice(0, 8) : `“${oneLine(preview, 80)}”`
    }),
    800,
  )
