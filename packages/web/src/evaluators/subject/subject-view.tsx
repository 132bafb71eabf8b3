import type { EvaluationSubject } from '@pawl/core'
import type { ReactNode } from 'react'
import { Conversation, JsonOrText } from '../../traces/index.ts'
import { formatCompact, formatCostUsd, formatDuration } from '../../ui/format/index.ts'
import { LongText } from '../../ui/long-text.tsx'
import { readInput, readOutput } from './read-subject.ts'

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="border-b px-4 py-3">
    <h3 className="mb-1 text-xs font-semibold">{title}</h3>
    {children}
  </section>
)

/** One execution as a conversation: what went in, what came out, what was wanted. */
export function SubjectView({ subject }: { readonly subject: EvaluationSubject }) {
  const input = readInput(subject.input)
  const output = readOutput(subject)
  const hasMessages = input.messages.length + output.messages.length > 0
  return (
    <div>
      {input.variables === undefined ? null : (
        <Section title="Variables">
          <JsonOrText value={input.variables} openDepth={2} />
        </Section>
      )}
      {input.value === undefined ? null : (
        <Section title="Input">
          <JsonOrText value={input.value} openDepth={2} />
        </Section>
      )}
      {hasMessages ? (
        <Conversation
          system={[]}
          input={input.messages}
          output={output.messages}
          toolSpans={[]}
          onOpenSpan={() => undefined}
        />
      ) : null}
      {output.value === undefined ? null : (
        <Section title="Output">
          <JsonOrText value={output.value} openDepth={3} />
        </Section>
      )}
      {subject.output === undefined ? <p className="border-b px-4 py-3 text-ink-3">No output was recorded.</p> : null}
      <ToolCalls subject={subject} />
      <Expected subject={subject} />
      <Facts subject={subject} />
    </div>
  )
}

interface PartProps {
  readonly subject: EvaluationSubject
}

/** Only where the messages do not show them already. */
function ToolCalls({ subject: { toolCalls, output } }: PartProps) {
  if (!toolCalls || toolCalls.length === 0 || (output?.messages ?? []).length > 0) return null
  return (
    <Section title="Tool calls">
      <JsonOrText value={toolCalls} openDepth={2} />
    </Section>
  )
}

function Expected({ subject: { expected } }: PartProps) {
  if (!expected || Object.keys(expected).length === 0) return null
  return (
    <Section title="Expected">
      <div className="space-y-2">
        {expected.statement ? <LongText text={expected.statement} /> : null}
        {expected.output === undefined ? null : <JsonOrText value={expected.output} openDepth={2} />}
        {expected.toolCalls === undefined ? null : (
          <div>
            <p className="text-2xs text-ink-3">Tool calls</p>
            <JsonOrText value={expected.toolCalls} openDepth={2} />
          </div>
        )}
      </div>
    </Section>
  )
}

function Facts({ subject: { latencyMs, costUsd, usage } }: PartProps) {
  const facts = [
    latencyMs === undefined ? '' : formatDuration(latencyMs),
    costUsd === undefined ? '' : formatCostUsd(costUsd),
    usage?.outputTokens === undefined ? '' : `${formatCompact(usage.outputTokens)} output tokens`,
  ].filter((fact) => fact !== '')
  return facts.length === 0 ? null : <p className="px-4 py-2 text-xs text-ink-3">{facts.join(' · ')}</p>
}
