import type { RetrievedDocument } from '@pawl/core'
import { formatScore } from '../../ui/format/index.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { Fold } from './fold.tsx'

/** What a retriever found, best first as it was sent, each with its score. */
export const Documents = ({ documents }: { readonly documents: readonly RetrievedDocument[] }) => (
  <ol aria-label="Documents" className="space-y-2">
    {documents.map((document, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: documents may repeat and have no identity but their place.
      <li key={index} className="rounded-lg border">
        <div className="flex items-center gap-2 border-b bg-sunken px-3 py-1.5 text-xs">
          <span className="text-ink-3">{index + 1}</span>
          <span className="truncate font-mono">{document.id ? oneLine(document.id, 120) : 'Document'}</span>
          {document.score === undefined ? null : (
            <span className="ml-auto font-medium">{formatScore(document.score)}</span>
          )}
        </div>
        <div className="px-3 py-2">
          {document.content ? (
            <LongText text={document.content} />
          ) : (
            <p className="text-xs text-ink-3">No content was sent</p>
          )}
          {document.metadata ? <Fold title="Metadata">{() => <JsonTree value={document.metadata} />}</Fold> : null}
        </div>
      </li>
    ))}
  </ol>
)
