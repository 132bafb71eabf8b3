import { type EvaluationSubject, type EvaluatorExample, evaluationSubjectSchema } from '@pawl/core'

/** An example while it is edited. */
export interface ExampleDraft {
  readonly key: string
  readonly name: string
  readonly must: 'pass' | 'fail'
  readonly subject: EvaluationSubject
  /** The subject as text while it is edited as JSON and cannot be read. */
  readonly brokenText?: string
}

let lastKey = 0

export function newExample(must: 'pass' | 'fail', subject: EvaluationSubject, name = ''): ExampleDraft {
  lastKey += 1
  return { key: `example-${lastKey}`, name, must, subject }
}

export const draftsOf = (examples: readonly EvaluatorExample[]): readonly ExampleDraft[] =>
  examples.map((example) => newExample(example.must, example.subject, example.name))

/** The examples as they are saved: each has a name of its own, also where nobody wrote one. */
export function examplesOf(drafts: readonly ExampleDraft[]): readonly EvaluatorExample[] {
  const taken = new Set(drafts.map(({ name }) => name.trim()).filter((name) => name !== ''))
  const seen = new Set<string>()
  return drafts.map(({ name, must, subject }) => {
    const wanted = name.trim()
    const isFree = wanted !== '' && !seen.has(wanted)
    const chosen = isFree ? wanted : freeName(wanted === '' ? `must ${must}` : wanted, new Set([...taken, ...seen]))
    seen.add(chosen)
    return { name: chosen, must, subject }
  })
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = `${base} ${number}`
    if (!taken.has(name)) return name
  }
}

/** What a text says as a subject, or why it is none. */
export function readSubject(text: string): { readonly subject: EvaluationSubject } | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: 'This is not JSON yet.' }
  }
  const parsed = evaluationSubjectSchema.safeParse(value)
  if (parsed.success) return { subject: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  return { problem: `${place === '' ? 'The subject' : place}: ${issue?.message ?? 'is not right'}` }
}
