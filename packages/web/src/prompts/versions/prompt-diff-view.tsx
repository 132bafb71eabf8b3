import {
  type JsonChange,
  type JsonValue,
  type MessageDiff,
  type PromptContent,
  type PromptDiff,
  readableMessage,
} from '@pawl/core'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine, visibleText } from '../../ui/visible-text.ts'
import { WordDiff } from '../../ui/word-diff.tsx'

export interface PromptDiffViewProps {
  readonly diff: PromptDiff
  readonly before: PromptContent
  readonly after: PromptContent
}

const tones: Readonly<Record<MessageDiff['kind'], Tone>> = {
  same: 'neutral',
  added: 'ok',
  removed: 'error',
  changed: 'warn',
}

/** Two versions of a prompt: message by message, then model, parameters, tools and the form of the answer. */
export function PromptDiffView({ diff, before, after }: PromptDiffViewProps) {
  const { model } = diff
  return (
    <div className="space-y-3">
      {diff.same ? <p className="text-ink-2">The versions are the same.</p> : null}
      <ol aria-label="Messages of both versions" className="space-y-2">
        {diff.messages.map((message) => (
          <li key={`${message.beforeIndex ?? ''}/${message.afterIndex ?? ''}`}>
            <MessageDiffView message={message} before={before} after={after} />
          </li>
        ))}
      </ol>
      <Changes
        title="Model and parameters"
        changes={[...(model === undefined ? [] : [{ path: 'model', ...model }]), ...diff.parameters]}
      />
      {diff.tools.map((tool) => (
        <Changes
          key={tool.name}
          title={
            <>
              Tool {oneLine(tool.name, 100)} <Badge tone={tones[tool.kind]}>{tool.kind}</Badge>
            </>
          }
          changes={tool.changes}
        />
      ))}
      {diff.toolsReordered ? <p className="text-xs text-ink-2">The tools stand in another order.</p> : null}
      <Changes title="Form of the answer" changes={diff.responseFormat} />
    </div>
  )
}

interface MessageDiffProps {
  readonly message: MessageDiff
  readonly before: PromptContent
  readonly after: PromptContent
}

function MessageDiffView({ message, before, after }: MessageDiffProps) {
  const { kind, beforeIndex, afterIndex, beforeRole, afterRole, details } = message
  const old = beforeIndex === undefined ? undefined : before.messages[beforeIndex]
  const fresh = afterIndex === undefined ? undefined : after.messages[afterIndex]
  const role =
    beforeRole && afterRole && beforeRole !== afterRole ? `${beforeRole} → ${afterRole}` : (afterRole ?? beforeRole)
  const moved = beforeIndex !== undefined && afterIndex !== undefined && beforeIndex !== afterIndex
  return (
    <section
      aria-label={`Message, ${kind}`}
      className={cx('rounded-lg border px-3 py-2', kind === 'same' && 'bg-sunken text-ink-2')}
    >
      <p className="mb-1 flex items-center gap-2 text-xs">
        <span className="font-medium">{role}</span>
        {kind === 'same' ? null : <Badge tone={tones[kind]}>{kind}</Badge>}
        {moved ? (
          <span className="text-ink-3">
            from place {beforeIndex + 1} to {afterIndex + 1}
          </span>
        ) : null}
      </p>
      {kind === 'changed' && old && fresh ? (
        <WordDiff before={readableMessage(old)} after={readableMessage(fresh)} mode="inline" />
      ) : (
        <LongText
          text={readableMessage(fresh ?? old ?? { parts: [] })}
          className={cx(kind === 'removed' && 'text-error line-through decoration-error/40')}
        />
      )}
      <ChangeLines changes={details} />
    </section>
  )
}

interface ChangesProps {
  readonly title: ReactNode
  readonly changes: readonly JsonChange[]
}

const Changes = ({ title, changes }: ChangesProps) =>
  changes.length === 0 ? null : (
    <section className="rounded-lg border px-3 py-2">
      <h3 className="flex items-center gap-2 text-xs font-medium">{title}</h3>
      <ChangeLines changes={changes} />
    </section>
  )

const ChangeLines = ({ changes }: { readonly changes: readonly JsonChange[] }) => (
  <dl>
    {changes.map(({ path, before, after }) => (
      <div key={path} className="mt-1 grid gap-x-3 text-xs md:grid-cols-[10rem_minmax(0,1fr)]">
        <dt className="truncate font-mono text-ink-3" title={path}>
          {oneLine(path, 120) || 'all of it'}
        </dt>
        <dd className="min-w-0 font-mono break-words whitespace-pre-wrap">
          {before === undefined ? null : <del className="bg-error-soft text-error">{jsonText(before)}</del>}
          {before === undefined || after === undefined ? null : ' → '}
          {after === undefined ? null : <ins className="bg-ok-soft text-ok no-underline">{jsonText(after)}</ins>}
        </dd>
      </div>
    ))}
  </dl>
)

const jsonText = (value: JsonValue): string => visibleText((JSON.stringify(value, null, 1) ?? '').slice(0, 5000))
