import { type ProveRow, proofSideRequestSchema } from '@pawl/core'

export const proofTargetKinds = ['prompt', 'recorded', 'http', 'run'] as const
export type ProofTargetKind = (typeof proofTargetKinds)[number]

interface TargetWords {
  readonly label: string
  readonly hint: string
  readonly placeholder: string
}

export const targetWords: Readonly<Record<ProofTargetKind, TargetWords>> = {
  prompt: {
    label: 'A prompt version',
    hint: 'As name@3, name@production, or name for the newest',
    placeholder: 'refund_reply@3',
  },
  recorded: { label: 'What came out', hint: 'Judges what the source trace says, again', placeholder: '' },
  http: { label: 'An HTTP endpoint', hint: 'Gets {"input": …} as JSON', placeholder: 'http://127.0.0.1:8000/answer' },
  run: { label: 'A run there is', hint: 'The id of a run that has trials of this row', placeholder: 'run id' },
}

export interface ProofTargetDraft {
  readonly kind: ProofTargetKind
  readonly text: string
}

interface ReadTarget {
  readonly target: ProveRow['before'] | undefined
  readonly problem: string | undefined
}

/** The target that the fields say, or why they say none. */
export function readTarget({ kind, text }: ProofTargetDraft): ReadTarget {
  const written = text.trim()
  if (kind !== 'recorded' && written === '') return { target: undefined, problem: 'Say which one' }
  const raw = {
    prompt: { type: 'prompt', prompt: written },
    recorded: { type: 'recorded', from: 'source' },
    http: { type: 'http', url: written },
    run: { type: 'run', runId: written },
  }[kind]
  const parsed = proofSideRequestSchema.safeParse(raw)
  return parsed.success
    ? { target: parsed.data, problem: undefined }
    : { target: undefined, problem: targetWords[kind].hint }
}
