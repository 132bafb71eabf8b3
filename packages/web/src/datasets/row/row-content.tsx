import { type ReactNode, Suspense } from 'react'
import { Conversation, Documents } from '../../traces/index.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { SkeletonLines } from '../../ui/states.tsx'
import type { EditedFields } from '../editor/row-draft.ts'
import { RecordedCalls } from './recorded-calls.tsx'

interface PartProps {
  readonly title: string
  readonly children: ReactNode
}

const Part = ({ title, children }: PartProps) => (
  <section aria-label={title} className="border-b px-4 py-3">
    <h2 className="mb-1.5 text-xs font-semibold">{title}</h2>
    {children}
  </section>
)

const toNothing = () => undefined

/** Everything that a run of the row receives, and what came out where it was found. */
export function RowContent({ fields }: { readonly fields: EditedFields }) {
  const { input, context, observedOutput } = fields
  const hasVariables = Object.keys(input.variables).length > 0
  const said = observedOutput?.messages ?? []
  return (
    <Suspense
      fallback={
        <div className="p-4">
          <SkeletonLines lines={6} />
        </div>
      }
    >
      {hasVariables ? (
        <Part title="Variables">
          <JsonTree value={input.variables} openDepth={2} />
        </Part>
      ) : null}
      {input.messages.length + said.length + context.systemInstructions.length > 0 ? (
        <section aria-label="Conversation">
          <h2 className="border-b px-4 pt-3 pb-1.5 text-xs font-semibold">
            {said.length > 0 ? 'Input and what came out' : 'Input'}
          </h2>
          <Conversation
            system={context.systemInstructions}
            input={input.messages}
            output={said}
            toolSpans={[]}
            onOpenSpan={toNothing}
          />
        </section>
      ) : null}
      {observedOutput?.value === undefined ? null : (
        <Part title="What came out">
          {typeof observedOutput.value === 'string' ? (
            <LongText text={observedOutput.value} />
          ) : (
            <JsonTree value={observedOutput.value} openDepth={2} />
          )}
        </Part>
      )}
      {observedOutput?.error === undefined ? null : (
        <Part title="It failed with">
          <LongText text={observedOutput.error} className="text-error" />
        </Part>
      )}
      {context.toolCalls.length > 0 ? (
        <Part title="Recorded tool calls">
          <RecordedCalls calls={context.toolCalls} />
        </Part>
      ) : null}
      {context.documents.length > 0 ? (
        <Part title="Documents">
          <Documents documents={context.documents} />
        </Part>
      ) : null}
    </Suspense>
  )
}
