import {
  type EvaluationSubject,
  type EvaluatorDefinition,
  type EvaluatorResult,
  outsideParts,
  subjectOfOutput,
  subjectOfReference,
} from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleX, Play } from 'lucide-react'
import { useState } from 'react'
import { problemOf, tryEvaluator } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Skeleton } from '../../ui/states.tsx'
import { useSettled } from '../../ui/use-settled.ts'
import { oneLine } from '../../ui/visible-text.ts'
import type { EditedFields } from './row-draft.ts'

/** An output that an evaluator of the row must fail, or must pass. */
export interface CheckedOutput {
  readonly name: string
  readonly must: 'pass' | 'fail'
  readonly subject: EvaluationSubject
}

type Asked = Pick<EditedFields, 'input' | 'expectedBehavior' | 'reference' | 'observedOutput'>

/** What the row knows of bad and good: what came out, and what is wanted. */
export function outputsToCheck(row: Asked): readonly CheckedOutput[] {
  const desired = subjectOfReference(row)
  const { observedOutput } = row
  const came = observedOutput === null ? [] : [subjectOfOutput(row, observedOutput)]
  return [
    ...came.map((subject) => ({ name: 'What came out', must: 'fail' as const, subject })),
    ...(desired === null ? [] : [{ name: 'Desired output', must: 'pass' as const, subject: desired }]),
  ]
}

const costly: ReadonlySet<string> = new Set(['judge', 'autoevals', 'http', 'similarity'])

/** Whether judging asks a model or another server: not as one types, only when told to. */
const isCostly = (definition: EvaluatorDefinition): boolean =>
  outsideParts(definition).some((part) => costly.has(part.definition.kind))

export interface EvaluatorCheckState {
  readonly outputs: readonly CheckedOutput[]
  /** For each output, in their order; undefined before it was judged. */
  readonly results: readonly EvaluatorResult[] | undefined
  readonly problem: string | undefined
  readonly isRunning: boolean
  /** Set where it must be started by hand. */
  readonly start: (() => void) | undefined
}

/** Judges what came out and what is wanted, again whenever either or the definition changes. */
export function useEvaluatorCheck(row: Asked, definition: EvaluatorDefinition | undefined): EvaluatorCheckState {
  const wanted = useSettled({ outputs: outputsToCheck(row), definition }, 350)
  const [startedFor, setStartedFor] = useState('')
  const content = JSON.stringify(wanted)
  const needsStart = wanted.definition !== undefined && isCostly(wanted.definition) && startedFor !== content
  const query = useQuery({
    queryKey: ['evaluators', 'try', content],
    queryFn: ({ signal }) => {
      if (wanted.definition === undefined) throw new Error('nothing to try')
      return tryEvaluator({ definition: wanted.definition, subjects: wanted.outputs.map((one) => one.subject) }, signal)
    },
    enabled: wanted.definition !== undefined && wanted.outputs.length > 0 && !needsStart,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return {
    outputs: wanted.outputs,
    results: query.data?.results.map((one) => one.result),
    problem: query.isError ? `${problemOf(query.error).detail} ${problemOf(query.error).fix ?? ''}` : undefined,
    isRunning: query.isFetching,
    start: needsStart && wanted.outputs.length > 0 ? () => setStartedFor(content) : undefined,
  }
}

/** Whether every output came out as it must; undefined while that is not known. */
export function checkVerdict({ outputs, results }: EvaluatorCheckState): boolean | undefined {
  if (results === undefined || results.length !== outputs.length) return undefined
  return outputs.every((output, index) => results[index]?.outcome === output.must)
}

const icons = { pass: CircleCheck, fail: CircleX, unknown: CircleDashed } as const
const words = { pass: 'passes', fail: 'fails', unknown: 'could not be judged' } as const

/** Each output with what the evaluator says of it, and whether that is what it must say. */
export function EvaluatorCheckView({ state }: { readonly state: EvaluatorCheckState }) {
  const { outputs, results, problem, isRunning, start } = state
  if (outputs.length === 0) {
    return (
      <p className="text-xs text-ink-3">
        Nothing to try it on: the row has neither what came out nor a desired output.
      </p>
    )
  }
  if (problem) return <p className="text-xs text-error">{problem}</p>
  if (start) {
    return (
      <Button icon={Play} onClick={start}>
        Try it (asks a model or a server)
      </Button>
    )
  }
  return (
    <ul aria-label="What it says" className="space-y-1">
      {outputs.map((output, index) => (
        <li key={output.name} className={cx('flex items-start gap-2 text-xs', isRunning && 'opacity-60')}>
          <OutputResult output={output} result={results?.[index]} />
        </li>
      ))}
      {outputs.some((output) => output.must === 'pass') ? null : (
        <li className="text-xs text-ink-3">Give a desired output to see that it passes that one.</li>
      )}
    </ul>
  )
}

function OutputResult({
  output,
  result,
}: {
  readonly output: CheckedOutput
  readonly result: EvaluatorResult | undefined
}) {
  if (result === undefined) return <Skeleton className="h-3.5 w-64" />
  const isRight = result.outcome === output.must
  const Icon = isRight ? CircleCheck : icons[result.outcome]
  return (
    <>
      <Icon aria-hidden size={14} className={cx('mt-0.5 shrink-0', isRight ? 'text-ok' : 'text-error')} />
      <span className="min-w-0">
        <span className={isRight ? '' : 'font-medium text-error'}>
          {output.name} {words[result.outcome]}
          {isRight ? '' : ` and must ${output.must}`}
        </span>
        <span className="block break-words text-ink-2">{oneLine(result.reason, 300)}</span>
      </span>
    </>
  )
}
