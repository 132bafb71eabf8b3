import type { RecordedToolCall } from '@pawl/core'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import type { RowSectionProps } from './behavior-section.tsx'
import { JsonField } from './json-field.tsx'
import { type RowDraft, withField } from './row-draft.ts'
import { Section } from './section.tsx'

const withCalls = (draft: RowDraft, toolCalls: RowDraft['fields']['context']['toolCalls']): RowDraft =>
  withField(draft, 'context', { ...draft.fields.context, toolCalls })

/** What tools answered, and answer again in every run. */
export function ToolCallsSection({ draft, onChange }: RowSectionProps) {
  const { toolCalls } = draft.fields.context
  return (
    <Section
      title="Recorded tool calls"
      hint="A run answers these calls from here; any other is reported, never invented"
      actions={
        <Button
          icon={Plus}
          variant="ghost"
          onClick={() =>
            onChange((before) =>
              withCalls(before, [
                ...before.fields.context.toolCalls,
                { name: 'tool_name', arguments: {}, result: {}, isError: false },
              ]),
            )
          }
        >
          Call
        </Button>
      }
    >
      {toolCalls.length === 0 ? <p className="text-xs text-ink-3">None was recorded.</p> : null}
      <ol aria-label="Recorded tool calls" className="space-y-2">
        {toolCalls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call has no identity but its place.
          <li key={index}>
            <ToolCallField draft={draft} call={call} index={index} onChange={onChange} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

interface ToolCallFieldProps extends RowSectionProps {
  readonly call: RecordedToolCall
  readonly index: number
}

function ToolCallField({ draft, call, index, onChange }: ToolCallFieldProps) {
  const put = (before: RowDraft, change: Partial<RecordedToolCall>): RowDraft => {
    const calls = before.fields.context.toolCalls
    const known = calls[index]
    return known ? withCalls(before, calls.with(index, { ...known, ...change })) : before
  }
  return (
    <div className="space-y-2 rounded-md border p-2">
      <div className="flex items-center gap-2">
        <Input
          aria-label={`Name of call ${index + 1}`}
          className="font-mono text-xs!"
          value={call.name}
          onChange={(event) => {
            const { value } = event.target
            onChange((before) => put(before, { name: value }))
          }}
        />
        <label className="flex shrink-0 items-center gap-1.5 text-xs text-ink-2">
          <input
            type="checkbox"
            className="accent-accent"
            checked={call.isError}
            onChange={(event) => {
              const { checked } = event.target
              onChange((before) => put(before, { isError: checked }))
            }}
          />
          Failed
        </label>
        <IconButton
          icon={X}
          label={`Remove call ${index + 1}`}
          onClick={() => onChange((before) => withCalls(before, before.fields.context.toolCalls.toSpliced(index, 1)))}
        />
      </div>
      <div className="grid gap-2 lg:grid-cols-2">
        {(['arguments', 'result'] as const).map((part) => (
          <div key={part} className="min-w-0">
            <p className="mb-1 text-2xs text-ink-3">{part === 'arguments' ? 'Called with' : 'Answered'}</p>
            <JsonField
              label={`${part === 'arguments' ? 'Arguments' : 'Result'} of call ${index + 1}`}
              place={`context.toolCalls.${index}.${part}`}
              draft={draft}
              value={call[part]}
              put={(before, value) => put(before, { [part]: value })}
              onChange={onChange}
            />
          </div>
        ))}
      </div>
    </div>
  )
}
