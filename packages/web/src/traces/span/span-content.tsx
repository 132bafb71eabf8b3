import type { CanonicalSpan, JsonValue, SpanDetail, ToolDefinition } from '@pawl/core'
import { FileQuestion, Settings2, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import type { SpanRow, SpanTree } from '../trace/build-span-tree.ts'
import { Conversation } from './conversation.tsx'
import { Documents } from './documents.tsx'
import { Fold } from './fold.tsx'
import { JsonOrText } from './json-or-text.tsx'
import { RemoteLink } from './media-part.tsx'
import { useToolSpans } from './use-tool-spans.ts'

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="border-b px-4 py-3">
    <h3 className="mb-1.5 text-xs font-semibold">{title}</h3>
    {children}
  </section>
)

export interface SpanContentProps {
  readonly span: SpanDetail
  readonly tree: SpanTree
  readonly row: SpanRow
  readonly onOpenSpan: (spanId: string) => void
}

/** What went in and what came out. */
export function SpanContent({ span, tree, row, onOpenSpan }: SpanContentProps) {
  const { canonical } = span
  const toolSpans = useToolSpans(span.traceId, { tree, row }, canonical)
  const hasMessages =
    canonical.inputMessages.length + canonical.outputMessages.length + canonical.systemInstructions.length > 0
  return (
    <div className="pb-6">
      <Extras canonical={canonical} />
      {hasMessages ? (
        <Conversation
          system={canonical.systemInstructions}
          input={canonical.inputMessages}
          output={canonical.outputMessages}
          toolSpans={toolSpans}
          onOpenSpan={onOpenSpan}
        />
      ) : null}
      <InputOutput
        canonical={canonical}
        hasMessages={hasMessages}
        empty={<NoContent tree={tree} row={row} onOpenSpan={onOpenSpan} />}
      />
    </div>
  )
}

function Extras({ canonical }: { readonly canonical: CanonicalSpan }) {
  const { toolDefinitions, parameters, metadata } = canonical
  const hasParameters = Object.keys(parameters).length > 0
  const hasMetadata = Object.keys(metadata).length > 0
  if (toolDefinitions.length === 0 && !hasParameters && !hasMetadata) return null
  return (
    <div className="border-b px-4 py-1.5">
      {hasParameters ? (
        <Fold icon={Settings2} title={parameterSummary(parameters)}>
          {() => <JsonTree value={parameters} />}
        </Fold>
      ) : null}
      {toolDefinitions.length > 0 ? (
        <Fold
          icon={Wrench}
          title={`${toolDefinitions.length} ${toolDefinitions.length === 1 ? 'tool' : 'tools'} offered`}
        >
          {() => <ToolDefinitions definitions={toolDefinitions} />}
        </Fold>
      ) : null}
      {hasMetadata ? <Fold title="Metadata">{() => <JsonTree value={metadata} />}</Fold> : null}
    </div>
  )
}

/** `temperature 0.2, max_tokens 1024`. */
function parameterSummary(parameters: Readonly<Record<string, JsonValue>>): string {
  const shown = Object.entries(parameters)
    .slice(0, 5)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? '…' : String(value)}`)
  return oneLine(shown.join(', '), 160)
}

const ToolDefinitions = ({ definitions }: { readonly definitions: readonly ToolDefinition[] }) => (
  <ul className="space-y-2">
    {definitions.map((definition, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is as it was sent: names may repeat, nothing moves.
      <li key={index}>
        <p className="font-mono text-xs font-medium">{oneLine(definition.name, 120)}</p>
        {definition.description ? <LongText text={definition.description} className="text-ink-2" /> : null}
        {definition.parameters === undefined ? null : (
          <Fold title="Parameters">{() => <JsonTree value={definition.parameters} openDepth={3} />}</Fold>
        )}
      </li>
    ))}
  </ul>
)

/** A span without content: its first model call is what most come for. */
function NoContent({ tree, row, onOpenSpan }: Omit<SpanContentProps, 'span'>) {
  const call = tree.rows.slice(row.index + 1, row.end).find((below) => below.span.kind === 'llm')
  return (
    <EmptyState
      icon={FileQuestion}
      title="No input or output"
      action={call ? <Button onClick={() => onOpenSpan(call.span.spanId)}>Open its first model call</Button> : null}
    >
      This span carries none. What it does carry is under Attributes.
    </EmptyState>
  )
}

interface InputOutputProps {
  readonly canonical: CanonicalSpan
  readonly hasMessages: boolean
  /** Shown when there is nothing at all. */
  readonly empty: ReactNode
}

function InputOutput({ canonical, hasMessages, empty }: InputOutputProps) {
  const { tool, query, documents, error } = canonical
  const input = tool?.arguments ?? (hasMessages && canonical.inputMessages.length > 0 ? undefined : canonical.input)
  const output = tool?.result ?? (hasMessages && canonical.outputMessages.length > 0 ? undefined : canonical.output)
  const isEmpty =
    input === undefined &&
    output === undefined &&
    !hasMessages &&
    documents.length === 0 &&
    !query &&
    canonical.externalContent.length === 0
  return (
    <>
      {tool?.description ? (
        <Section title="Tool">{<LongText text={tool.description} className="text-ink-2" />}</Section>
      ) : null}
      {query && query !== input ? <Section title="Query">{<LongText text={query} />}</Section> : null}
      {input === undefined ? null : (
        <Section title={tool ? 'Arguments' : 'Input'}>{<JsonOrText value={input} openDepth={2} />}</Section>
      )}
      {documents.length > 0 ? (
        <Section title={`${documents.length} ${documents.length === 1 ? 'document' : 'documents'}`}>
          {<Documents documents={documents} />}
        </Section>
      ) : null}
      {output === undefined ? null : (
        <Section title={tool ? 'Result' : 'Output'}>{<JsonOrText value={output} openDepth={2} />}</Section>
      )}
      {canonical.externalContent.length > 0 ? (
        <Section title="Content kept elsewhere">
          {canonical.externalContent.map((uri) => (
            <p key={uri}>
              <RemoteLink uri={uri} />
            </p>
          ))}
        </Section>
      ) : null}
      {isEmpty && !error ? empty : null}
    </>
  )
}
