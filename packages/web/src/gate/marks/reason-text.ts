import { nameRows } from '@pawl/core'
import { oneLine } from '../../ui/visible-text.ts'
import type { PreviewOf } from '../use-row-previews.ts'

/** A sentence of a gate with its rows named by what they say, or by the start of their ids where that is not known. */
export const reasonText = (sentence: string, previewOf: PreviewOf = () => undefined): string =>
  oneLine(nameRows(sentence, previewOf), 800)
