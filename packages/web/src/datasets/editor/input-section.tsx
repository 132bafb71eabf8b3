import { isKnownPart, type JsonObject, type JsonValue, type Message } from '@pawl/core'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input, TextArea } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import type { RowSectionProps } from './behavior-section.tsx'
import { JsonField } from './json-field.tsx'
import { type EditedFields, type RowDraft, withField } from './row-draft.ts'
import { Section } from './section.tsx'

const withMessages = (draft: RowDraft, messages: EditedFields['input']['messages']): RowDraft =>
  withField(draft, 'input', { ...draft.fields.input, messages })

const withVariables = (draft: RowDraft, variables: JsonObject): RowDraft =>
  withField(draft, 'input', { ...draft.fields.input, variables })

/** The text of a message that is nothing else; undefined for media, tool calls and several parts. */
function plainText({ parts }: Message): string | undefined {
  const [part] = parts
  if (parts.length !== 1 || part === undefined || !isKnownPart(part)) return undefined
  return part.type === 'text' ? part.content : undefined
}

const textMessage = (role: string, content: string) => ({ role, parts: [{ type: 'text' as const, content }] })

/** What every target receives: variables fill its template, messages follow its own. */
export function InputSection({ draft, onChange }: RowSectionProps) {
  const { messages, variables } = draft.fields.input
  return (
    <Section
      title="Input"
      hint="What every target receives"
      actions={
        <Button
          icon={Plus}
          variant="ghost"
          onClick={() =>
            onChange((before) => withMessages(before, [...before.fields.input.messages, textMessage('user', '')]))
          }
        >
          Message
        </Button>
      }
    >
      <ol aria-label="Messages of the input" className="space-y-2">
        {messages.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message has no identity but its place.
          <li key={index}>
            <MessageField draft={draft} message={message} index={index} onChange={onChange} />
          </li>
        ))}
      </ol>
      <p className="mt-3 mb-1 text-xs text-ink-2">Variables</p>
      <JsonField
        label="Variables"
        place="input.variables"
        draft={draft}
        value={variables}
        put={(before, value) => withVariables(before, value as JsonObject)}
        onChange={onChange}
      />
    </Section>
  )
}

interface MessageFieldProps extends RowSectionProps {
  readonly message: Message
  readonly index: number
}

function MessageField({ draft, message, index, onChange }: MessageFieldProps) {
  const text = plainText(message)
  const put = (next: Message | undefined) =>
    onChange((before) => {
      const { messages } = before.fields.input
      const changed =
        next === undefined ? messages.toSpliced(index, 1) : messages.with(index, next as (typeof messages)[number])
      return withMessages(before, changed)
    })
  return (
    <div className="rounded-md border border-line-strong bg-surface focus-within:border-accent">
      <div className="flex items-center gap-1 border-b px-1 py-0.5">
        <Input
          aria-label={`Role of message ${index + 1}`}
          list="roles"
          className="h-6! w-28! border-transparent! bg-transparent! text-xs! font-medium"
          value={message.role}
          onChange={(event) => put({ ...message, role: event.target.value })}
        />
        <datalist id="roles">
          {['user', 'assistant', 'system', 'tool'].map((role) => (
            <option key={role} value={role} />
          ))}
        </datalist>
        <span className="min-w-0 flex-1 truncate text-2xs text-ink-3">
          {text === undefined ? oneLine(message.parts.map((part) => part.type).join(', '), 80) : ''}
        </span>
        <IconButton
          icon={X}
          label={`Remove message ${index + 1}`}
          className="h-6! w-6!"
          onClick={() => put(undefined)}
        />
      </div>
      {text === undefined ? (
        <JsonField
          label={`Parts of message ${index + 1}`}
          place={`input.messages.${index}`}
          draft={draft}
          value={message.parts}
          put={(before, value) =>
            withMessages(
              before,
              before.fields.input.messages.with(index, {
                ...message,
                parts: value as unknown as EditedFields['input']['messages'][number]['parts'],
              }),
            )
          }
          onChange={onChange}
        />
      ) : (
        <TextArea
          aria-label={`Message ${index + 1}`}
          rows={2}
          className="field-sizing-content max-h-72 rounded-t-none! border-transparent! outline-none"
          value={text}
          onChange={(event) => put(textMessage(message.role, event.target.value))}
        />
      )}
    </div>
  )
}

/** Anything else that is known of the row. */
export const MetadataSection = ({ draft, onChange }: RowSectionProps) => (
  <Section title="Metadata" hint="Whatever else is known">
    <JsonField
      label="Metadata"
      place="metadata"
      draft={draft}
      value={draft.fields.metadata}
      put={(before, value: JsonValue) => withField(before, 'metadata', value as JsonObject)}
      onChange={onChange}
    />
  </Section>
)
