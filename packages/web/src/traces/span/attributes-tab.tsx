import type { SpanDetail } from '@pawl/core'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Input } from '../../ui/field.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { JsonOrText } from './json-or-text.tsx'

type Pair = readonly [key: string, value: unknown]

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** Pairs whose key or value holds the text. */
function searchPairs(pairs: readonly Pair[], text: string): readonly Pair[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return pairs
  return pairs.filter(
    ([key, value]) => key.toLowerCase().includes(wanted) || asText(value).toLowerCase().includes(wanted),
  )
}

/** Everything as it was sent, in OpenTelemetry's words. */
export function AttributesTab({ span }: { readonly span: SpanDetail }) {
  const [text, setText] = useState('')
  const groups: readonly (readonly [string, readonly Pair[]])[] = [
    ['Span', Object.entries(span.attributes)],
    ['Resource', Object.entries(span.resource)],
    ['Instrumentation scope', Object.entries(span.scope).filter(([, value]) => value !== '')],
  ]
  const shown = groups
    .map(([title, pairs]) => [title, searchPairs(pairs, text)] as const)
    .filter(([, pairs]) => pairs.length > 0)
  return (
    <div>
      <div className="relative border-b px-4 py-2">
        <Search aria-hidden size={13} className="absolute top-4.5 left-6 text-ink-3" />
        <Input
          aria-label="Search keys and values"
          placeholder="Search keys and values"
          className="pl-7!"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {shown.map(([title, pairs]) => (
        <section key={title} aria-label={title}>
          <h3 className="px-4 pt-3 pb-1 text-xs font-semibold">
            {title} <span className="font-normal text-ink-3">{formatCount(pairs.length)}</span>
          </h3>
          <PairTable pairs={pairs} />
        </section>
      ))}
      {shown.length === 0 ? (
        <p className="px-4 py-6 text-center text-ink-3">
          {text === '' ? 'No attributes' : 'No key or value holds this text'}
        </p>
      ) : null}
    </div>
  )
}

export const PairTable = ({ pairs }: { readonly pairs: readonly Pair[] }) => (
  <dl>
    {pairs.map(([key, value]) => (
      <div
        key={key}
        className="group grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-start gap-x-3 border-b px-4 py-1 last:border-b-0 hover:bg-hover"
      >
        <dt className="pt-0.5 font-mono text-xs break-words text-ink-2">{visibleText(key)}</dt>
        <dd className="flex min-w-0 items-start gap-2 font-mono text-xs">
          <div className="min-w-0 flex-1 pt-0.5 break-words">
            <JsonOrText value={value} openDepth={0} />
          </div>
          <CopyButton
            text={() => asText(value)}
            what="Value"
            className="h-5! opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          />
        </dd>
      </div>
    ))}
  </dl>
)
