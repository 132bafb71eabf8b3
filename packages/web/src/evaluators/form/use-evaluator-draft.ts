import type { EvaluatorVersion } from '@pawl/core'
import { useMemo, useState } from 'react'
import { draftsOf, type ExampleDraft, examplesOf } from '../examples/example-draft.ts'
import { readDefinition } from './definition-issues.ts'
import { asDraft, type Draft } from './field.ts'

export interface EvaluatorDraft {
  readonly draft: Draft
  readonly setDraft: (draft: Draft) => void
  readonly examples: readonly ExampleDraft[]
  readonly setExamples: (examples: readonly ExampleDraft[]) => void
  readonly read: ReturnType<typeof readDefinition>
  readonly isChanged: boolean
  /** Starts over from what was saved. */
  readonly reset: (version: SavedParts) => void
}

export type SavedParts = Pick<EvaluatorVersion, 'definition' | 'examples'>

const textOf = (draft: Draft, examples: readonly ExampleDraft[]): string =>
  JSON.stringify([draft, examplesOf(examples), examples.map((example) => example.brokenText ?? '')])

/** A definition and its examples while they are edited. */
export function useEvaluatorDraft(start: {
  readonly draft: Draft
  readonly examples: readonly ExampleDraft[]
}): EvaluatorDraft {
  const [draft, setDraft] = useState(start.draft)
  const [examples, setExamples] = useState(start.examples)
  const [savedText, setSavedText] = useState(() => textOf(start.draft, start.examples))
  const read = useMemo(() => readDefinition(draft), [draft])
  const now = useMemo(() => textOf(draft, examples), [draft, examples])
  const reset = (version: SavedParts) => {
    const [nextDraft, nextExamples] = [asDraft(version.definition), draftsOf(version.examples)]
    setDraft(nextDraft)
    setExamples(nextExamples)
    setSavedText(textOf(nextDraft, nextExamples))
  }
  return { draft, setDraft, examples, setExamples, read, isChanged: now !== savedText, reset }
}
