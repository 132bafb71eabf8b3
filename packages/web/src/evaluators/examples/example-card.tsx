import type { EvaluationSubject, EvaluatorResult } from '@pawl/core'
import { Trash2 } from 'lucide-react'
import { Fold } from '../../traces/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Input, TextArea } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { OutcomeMark } from '../marks/outcome-mark.tsx'
import { SubjectView } from '../subject/subject-view.tsx'
import { type ExampleDraft, readSubject } from './example-draft.ts'

export interface ExampleCardProps {
  readonly example: ExampleDraft
  readonly result: EvaluatorResult | undefined
  readonly isStale: boolean
  readonly onChange: (example: ExampleDraft) => void
  readonly onRemove: () => void
}

/** An output that the evaluator must pass or fail, and what it says of it now. */
export function ExampleCard({ example, result, isStale, onChange, onRemove }: ExampleCardProps) {
  const verdict = result === undefined ? undefined : result.outcome === example.must ? 'right' : 'wrong'
  return (
    <li
      aria-label={`Example ${example.name || `that must ${example.must}`}`}
      className={cx(
        'rounded-lg border bg-surface',
        verdict === 'wrong' && 'border-error!',
        verdict === 'right' && 'border-ok/40!',
      )}
    >
      <div className="flex items-center gap-1.5 border-b px-2 py-1.5">
        <MustChoice must={example.must} onChange={(must) => onChange({ ...example, must })} />
        <Input
          aria-label="Name of the example"
          placeholder="Name"
          className="flex-1 border-transparent! hover:border-line-strong! focus:border-line-strong!"
          value={example.name}
          onChange={(event) => onChange({ ...example, name: event.target.value })}
        />
        <IconButton icon={Trash2} label="Remove this example" onClick={onRemove} />
      </div>
      <SubjectEditor example={example} onChange={onChange} />
      <ResultLine result={result} verdict={verdict} must={example.must} isStale={isStale} />
    </li>
  )
}

interface MustChoiceProps {
  readonly must: ExampleDraft['must']
  readonly onChange: (must: ExampleDraft['must']) => void
}

const MustChoice = ({ must, onChange }: MustChoiceProps) => (
  <Button
    title="Change what the evaluator must say"
    className={must === 'pass' ? 'bg-ok-soft! text-ok!' : 'bg-error-soft! text-error!'}
    onClick={() => onChange(must === 'pass' ? 'fail' : 'pass')}
  >
    Must {must}
  </Button>
)

/** A text output, or none yet, is typed in place; anything richer is shown, and edited as JSON. */
const isPlain = ({ output }: EvaluationSubject): boolean =>
  output === undefined || (output.json === undefined && output.messages === undefined)

function SubjectEditor({ example, onChange }: Pick<ExampleCardProps, 'example' | 'onChange'>) {
  const { subject, brokenText } = example
  const { brokenText: _text, ...rest } = example
  const text = brokenText ?? JSON.stringify(subject, null, 2)
  const changeText = (next: string) => {
    const read = readSubject(next)
    onChange('subject' in read ? { ...rest, subject: read.subject } : { ...example, brokenText: next })
  }
  const problem = brokenText === undefined ? undefined : readSubject(brokenText)
  return (
    <>
      {isPlain(subject) ? (
        <div className="p-2">
          <TextArea
            aria-label="Output of the example"
            placeholder="An output, as the application would give it"
            rows={Math.min(8, Math.max(2, Math.ceil((subject.output?.text ?? '').length / 52)))}
            value={subject.output?.text ?? ''}
            onChange={(event) => onChange({ ...rest, subject: { ...subject, output: { text: event.target.value } } })}
          />
        </div>
      ) : (
        <div className="max-h-80 overflow-auto">
          <SubjectView subject={subject} />
        </div>
      )}
      <Fold title={moreTitle(subject)} className="px-2" startsOpen={brokenText !== undefined}>
        {() => (
          <CodeEditor
            language="json"
            label="The example as JSON"
            value={text}
            onChange={changeText}
            minLines={4}
            maxLines={18}
            problem={
              problem && 'problem' in problem && problem.problem !== 'This is not JSON yet.'
                ? problem.problem
                : undefined
            }
          />
        )}
      </Fold>
    </>
  )
}

/** What else the example holds, so that one knows without opening it. */
function moreTitle({ input, expected, toolCalls, latencyMs, costUsd }: EvaluationSubject): string {
  const held = [
    input === undefined ? '' : 'input',
    expected?.output === undefined ? '' : `expects ${oneLine(textOf(expected.output), 40)}`,
    toolCalls === undefined && expected?.toolCalls === undefined ? '' : 'tool calls',
    latencyMs === undefined ? '' : 'latency',
    costUsd === undefined ? '' : 'cost',
  ].filter((part) => part !== '')
  return held.length === 0 ? 'As JSON: input, expected output, tool calls …' : `As JSON: ${held.join(', ')}`
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

interface ResultLineProps {
  readonly result: EvaluatorResult | undefined
  readonly verdict: 'right' | 'wrong' | undefined
  readonly must: 'pass' | 'fail'
  readonly isStale: boolean
}

function ResultLine({ result, verdict, must, isStale }: ResultLineProps) {
  if (result === undefined) return <p className="border-t px-2.5 py-1.5 text-xs text-ink-3">Not run yet</p>
  return (
    <div className={cx('border-t px-2.5 py-1.5', isStale && 'opacity-50')} aria-live="polite">
      <p className="flex flex-wrap items-center gap-x-2">
        <OutcomeMark outcome={result.outcome} isNamed />
        <span className={cx('text-xs font-medium', verdict === 'wrong' ? 'text-error' : 'text-ok')}>
          {verdict === 'wrong' ? `wrong: it must ${must}` : 'right'}
        </span>
      </p>
      <p className="text-xs break-words text-ink-2">{oneLine(result.reason, 600)}</p>
    </div>
  )
}
