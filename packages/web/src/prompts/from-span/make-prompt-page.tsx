import { AppError, draftFromSpan, type PromptDraft, type SpanDetail, spanMessages } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { getSpan, problemOf } from '../../api/index.ts'
import { Field, Input } from '../../ui/field.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { VariablesPanel } from '../editor/variables-panel.tsx'
import { MarkDialog, type PendingMark } from './mark-dialog.tsx'
import { MarkedText } from './marked-text.tsx'
import { SaveDraft } from './save-draft.tsx'
import { isAt, type RangeMark, suggestName, type ValueMark, withMark } from './text-marks.ts'
import { ValueMarks } from './value-marks.tsx'

/** Makes a prompt of a recorded model call: what is marked in its messages becomes a variable. */
export function MakePromptPage() {
  const { traceId, spanId } = useParams({ from: '/make-prompt/$traceId/$spanId' })
  const span = useQuery({
    queryKey: ['trace', traceId, 'span', spanId],
    queryFn: ({ signal }) => getSpan(traceId, spanId, signal),
  })
  return (
    <div className="flex h-full flex-col">
      <header className="flex shrink-0 items-center gap-1.5 border-b bg-surface px-4 py-2.5">
        <Link
          to="/traces/$traceId"
          params={{ traceId }}
          search={{ span: spanId }}
          className="flex items-center gap-1.5 text-ink-3 hover:text-ink"
        >
          <ArrowLeft aria-hidden size={16} className="md:hidden" />
          <span className="max-md:sr-only">Trace</span>
        </Link>
        <ChevronRight aria-hidden size={13} className="text-ink-3 max-md:hidden" />
        <h1 className="truncate text-base font-semibold">Make a prompt</h1>
        <span className="truncate text-ink-3">{oneLine(span.data?.name ?? '', 100)}</span>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {span.isPending ? (
          <div className="p-4">
            <SkeletonLines lines={10} />
          </div>
        ) : span.isError ? (
          <ErrorState problem={problemOf(span.error)} onRetry={() => void span.refetch()} />
        ) : (
          <DraftForm span={span.data} />
        )}
      </div>
    </div>
  )
}

function DraftForm({ span }: { readonly span: SpanDetail }) {
  const { messages } = useMemo(() => spanMessages(span.canonical), [span])
  const systemCount = messages.findIndex(({ role }) => role !== 'system')
  const [own, setOwn] = useState(() => (systemCount === -1 ? messages.length : Math.max(systemCount, 1)))
  const [marks, setMarks] = useState<readonly RangeMark[]>([])
  const [model, setModel] = useState('')
  const [pending, setPending] = useState<PendingMark>()
  const [values, setValues] = useState<readonly ValueMark[]>([])
  const kept = marks.filter(({ message }) => message < own)
  const options = { marks: [...kept, ...values], ownMessages: own, ...(model.trim() !== '' && { model: model.trim() }) }
  const made = makeDraft(span, options)
  if (made.problem !== undefined && messages.length === 0) return <ErrorState problem={problemOf(made.problem)} />
  const taken = new Set([...marks, ...values].map(({ variable }) => variable))
  return (
    <div className="grid gap-4 p-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <section aria-label="Messages of the call" className="min-w-0 space-y-3">
        <p className="text-xs text-ink-2">
          Select what varies from call to call: it becomes a variable. Messages below the line come with each row.
        </p>
        <ol className="space-y-2">
          {messages.map((message, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: recorded messages never move.
            <li key={index}>
              <div
                className={
                  index < own ? 'rounded-lg border bg-surface p-3' : 'rounded-lg border bg-sunken p-3 text-ink-3'
                }
              >
                <p className="mb-1 text-2xs font-medium text-ink-3">
                  {message.role}
                  {index < own ? '' : ', comes with the row'}
                </p>
                {message.parts.map((part, place) =>
                  part.type === 'text' && index < own ? (
                    <MarkedText
                      // biome-ignore lint/suspicious/noArrayIndexKey: recorded parts never move.
                      key={place}
                      label={`Message ${index + 1}`}
                      text={part.content}
                      marks={marks.filter((mark) => isAt(mark, { message: index, part: place }))}
                      onSelect={({ from, to }) =>
                        setPending({
                          mark: {
                            variable: suggestName(part.content, from, taken),
                            message: index,
                            part: place,
                            from,
                            to,
                          },
                          text: part.content.slice(from, to),
                          isNew: true,
                        })
                      }
                      onMark={(mark) =>
                        setPending({ mark, text: part.content.slice(mark.from, mark.to), isNew: false })
                      }
                    />
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: recorded parts never move.
                    <p key={place} className="break-words whitespace-pre-wrap">
                      {part.type === 'text' ? oneLine(part.content, 600) : oneLine(JSON.stringify(part), 300)}
                    </p>
                  ),
                )}
              </div>
              {index === own - 1 && messages.length > 1 ? (
                <OwnLine own={own} count={messages.length} onChange={setOwn} />
              ) : null}
            </li>
          ))}
        </ol>
      </section>
      <aside className="min-w-0 space-y-4">
        <Field
          label="Model"
          hint={made.draft === undefined ? undefined : `The call used ${made.draft.content.model}`}
          error={made.problem?.where === 'model' ? made.problem.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              placeholder={made.draft?.content.model ?? 'openai/gpt-4o-mini'}
              value={model}
              onChange={(event) => setModel(event.target.value)}
            />
          )}
        </Field>
        <ValueMarks values={values} onChange={setValues} />
        {made.problem === undefined ? null : (
          <p role="alert" className="text-xs text-error">
            {made.problem.message}. {made.problem.fix}
          </p>
        )}
        {made.draft?.left.map((what) => (
          <p key={what} className="text-xs text-warn">
            Left out: {oneLine(what, 200)}
          </p>
        ))}
        <SaveDraft
          address={{ traceId: span.traceId, spanId: span.spanId }}
          options={options}
          isReady={made.draft !== undefined}
        />
        {made.draft === undefined ? null : (
          <VariablesPanel messages={made.draft.content.messages} samples={textsOf(made.draft)} />
        )}
      </aside>
      {pending === undefined ? null : (
        <MarkDialog
          pending={pending}
          onClose={() => setPending(undefined)}
          onName={(variable) => {
            setMarks((before) => withMark(before, { ...pending.mark, variable }))
            setPending(undefined)
          }}
          onUnmark={() => {
            setMarks((before) => before.filter((mark) => mark !== pending.mark))
            setPending(undefined)
          }}
        />
      )}
    </div>
  )
}

type DraftOptions = Parameters<typeof draftFromSpan>[1]

function makeDraft(
  span: SpanDetail,
  options: DraftOptions,
): { readonly draft?: PromptDraft; readonly problem?: AppError } {
  try {
    return { draft: draftFromSpan(span.canonical, options) }
  } catch (error) {
    if (AppError.isInstance(error)) return { problem: error }
    throw error
  }
}

const textsOf = ({ input }: PromptDraft): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(input.variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

interface OwnLineProps {
  readonly own: number
  readonly count: number
  readonly onChange: (own: number) => void
}

/** Where the prompt's own messages end and the row's begin. */
const OwnLine = ({ own, count, onChange }: OwnLineProps) => (
  <div className="my-2 flex items-center gap-2 text-2xs text-ink-3">
    <span className="h-px flex-1 bg-line-strong" />
    <button
      type="button"
      className="font-medium text-accent disabled:text-ink-3"
      disabled={own <= 0}
      onClick={() => onChange(own - 1)}
    >
      Line up
    </button>
    <span>the prompt ends here</span>
    <button
      type="button"
      className="font-medium text-accent disabled:text-ink-3"
      disabled={own >= count}
      onClick={() => onChange(own + 1)}
    >
      Line down
    </button>
    <span className="h-px flex-1 bg-line-strong" />
  </div>
)
