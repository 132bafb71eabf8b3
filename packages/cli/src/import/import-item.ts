import type { NewScore, OtlpGroup, OtlpSpan } from '@pawl/core'

/** What one line (or one protobuf record) of a file holds. `line` counts from 1. */
export type ImportItem =
  | {
      readonly kind: 'spans'
      readonly line: number
      readonly groups: readonly OtlpGroup<OtlpSpan>[]
      readonly spanCount: number
      readonly byteLength: number
      readonly scores: readonly NewScore[]
    }
  /** OTLP/JSON logs, sent on as they are: they may carry the content of spans. */
  | { readonly kind: 'logs'; readonly line: number; readonly text: string }
  /** Nothing of the line, or `isPartial` not all of it, can go in. */
  | { readonly kind: 'bad'; readonly line: number; readonly reason: string; readonly isPartial: boolean }
