import type { RowFields } from '@pawl/core'
import { Suspense } from 'react'
import { TraceContent } from '../../traces/index.ts'
import { SkeletonLines } from '../../ui/states.tsx'
import { RowContent } from '../row/row-content.tsx'
import type { EditedFields } from './row-draft.ts'

export interface SourcePaneProps {
  readonly fields: EditedFields
  readonly source: RowFields['source']
}

/** What the row was made from: its trace, else what the row itself holds. */
export const SourcePane = ({ fields, source }: SourcePaneProps) => (
  <section aria-label="Where it comes from" className="h-full overflow-auto bg-surface">
    <Suspense
      fallback={
        <div className="p-4">
          <SkeletonLines lines={8} />
        </div>
      }
    >
      {source.traceId === undefined ? (
        <RowContent fields={fields} />
      ) : (
        <TraceContent traceId={source.traceId} spanId={source.spanId} />
      )}
    </Suspense>
  </section>
)
