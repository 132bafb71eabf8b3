import type { QueueItem } from '@pawl/core'
import { Check, ChevronLeft, ChevronRight, SkipForward, Undo2, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Key, useShortcuts } from '../../ui/shortcuts.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { OutcomeMark } from '../marks/outcome-mark.tsx'
import { SubjectView } from '../subject/subject-view.tsx'
import { isFinished, openItem } from './label-session.ts'
import { type Labelling, useLabelling } from './use-labelling.ts'

export interface LabelDeskProps {
  readonly items: readonly QueueItem[]
  readonly questions: readonly string[]
}

/** One output at a time with the question; everything by single keys, or by thumbs. */
export function LabelDesk({ items, questions }: LabelDeskProps) {
  const labelling = useLabelling(items)
  const { session } = labelling
  const note = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const item = openItem(session)
  const act = (run: () => void) => () => {
    run()
    box.current?.scrollTo(0, 0)
  }
  const pass = act(() => labelling.decide('pass'))
  const fail = act(() => labelling.decide('fail'))
  const skip = act(labelling.skip)
  useShortcuts([
    { key: '1', label: 'Pass', run: pass },
    { key: 'p', label: 'Pass', run: pass },
    { key: '2', label: 'Fail', run: fail },
    { key: 'f', label: 'Fail', run: fail },
    { key: '3', label: 'Unsure: leave it for later', run: skip },
    { key: 'u', label: 'Unsure: leave it for later', run: skip },
    { key: 'n', label: 'Write a note', run: () => note.current?.focus() },
    { key: 'z', label: 'Take the last label back', run: act(labelling.undo) },
    { key: 'j', label: 'Next output', run: act(() => labelling.move(1)) },
    { key: 'k', label: 'Previous output', run: act(() => labelling.move(-1)) },
  ])
  // Arrow keys and space then move through a long conversation without a click.
  useEffect(() => box.current?.focus(), [])
  if (!item) return null
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        className="h-1 shrink-0 bg-line"
        role="progressbar"
        aria-label="This page of the queue"
        aria-valuemin={0}
        aria-valuemax={items.length}
        aria-valuenow={session.outcomes.size}
      >
        <div className="h-full bg-accent-fill" style={{ width: `${(100 * session.outcomes.size) / items.length}%` }} />
      </div>
      <div className="shrink-0 border-b bg-surface px-4 py-2.5">
        <Questions questions={questions} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <div ref={box} tabIndex={0} className="min-h-0 flex-1 overflow-auto outline-none">
        <div className="mx-auto min-h-full max-w-3xl border-x bg-surface" aria-live="polite">
          <SubjectView key={item.subjectId} subject={item.subject} />
        </div>
      </div>
      <div className="shrink-0 border-t bg-surface px-3 py-2">
        <LastWord last={labelling.last} isFinished={isFinished(session)} />
        <Decision
          labelling={labelling}
          outcome={session.outcomes.get(item.subjectId)}
          noteInput={
            <Input
              ref={note}
              aria-label="Note"
              placeholder="Note (n), then enter"
              className="flex-1"
              value={labelling.note}
              onChange={(event) => labelling.setNote(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
              }}
            />
          }
          pass={pass}
          fail={fail}
          skip={skip}
        />
      </div>
    </div>
  )
}

/** One question as a sentence, several as a list: an output passes when all of them speak for it. */
const Questions = ({ questions }: { readonly questions: readonly string[] }) =>
  questions.length === 1 ? (
    <p className="mx-auto max-w-3xl font-medium">{oneLine(questions[0] ?? '', 1000)}</p>
  ) : (
    <ol className="mx-auto max-h-32 max-w-3xl list-decimal overflow-auto pl-5">
      {questions.map((question) => (
        <li key={question}>{oneLine(question, 1000)}</li>
      ))}
    </ol>
  )

interface DecisionProps {
  readonly labelling: Labelling
  readonly outcome: 'pass' | 'fail' | undefined
  readonly noteInput: ReactNode
  readonly pass: () => void
  readonly fail: () => void
  readonly skip: () => void
}

function Decision({ labelling, outcome, noteInput, pass, fail, skip }: DecisionProps) {
  const { session, undo, move } = labelling
  const big = 'h-11! flex-1 text-sm! md:h-9!'
  return (
    <div className="mx-auto flex max-w-3xl flex-wrap items-center gap-2">
      <div className="flex w-full gap-2 md:w-auto md:flex-1">
        <Button icon={Check} className={`${big} bg-ok-soft! text-ok!`} pressed={outcome === 'pass'} onClick={pass}>
          Pass <Key name="1" />
        </Button>
        <Button icon={X} className={`${big} bg-error-soft! text-error!`} pressed={outcome === 'fail'} onClick={fail}>
          Fail <Key name="2" />
        </Button>
        <Button icon={SkipForward} className={big} onClick={skip}>
          Unsure <Key name="3" />
        </Button>
      </div>
      <div className="flex w-full items-center gap-1 md:w-auto md:flex-1">
        {noteInput}
        <IconButton
          icon={Undo2}
          label="Take the last label back (z)"
          disabled={session.history.length === 0}
          onClick={undo}
        />
        <IconButton icon={ChevronLeft} label="Previous (k)" disabled={session.at === 0} onClick={() => move(-1)} />
        <span className="shrink-0 text-xs text-ink-3">
          {session.at + 1} / {session.items.length}
        </span>
        <IconButton
          icon={ChevronRight}
          label="Next (j)"
          disabled={session.at === session.items.length - 1}
          onClick={() => move(1)}
        />
      </div>
    </div>
  )
}

/** What the evaluator had said is told only after the person has: it must not lead the hand. */
function LastWord({ last, isFinished: finished }: { readonly last: Labelling['last']; readonly isFinished: boolean }) {
  if (!last) return null
  const { judgement } = last.item
  return (
    <p
      className="mx-auto mb-1.5 flex max-w-3xl items-center gap-2 overflow-hidden text-xs text-ink-2"
      aria-live="polite"
    >
      <span className="shrink-0">
        {finished ? 'All labelled. ' : ''}You said {last.outcome}
      </span>
      {judgement ? (
        <>
          <span className="shrink-0">· the evaluator</span>
          <OutcomeMark outcome={judgement.outcome} isNamed />
          <span className="truncate text-ink-3">{oneLine(judgement.reason, 200)}</span>
        </>
      ) : null}
    </p>
  )
}
