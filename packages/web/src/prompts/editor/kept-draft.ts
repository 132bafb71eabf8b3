import { chosenProject } from '../../api/index.ts'
import type { EditorDraft } from './editor-draft.ts'

/** Work that nobody saved, kept in this browser until it is. */
export interface KeptDraft {
  /** The newest version when the work began; 0 for none. */
  readonly basedOn: number
  readonly draft: EditorDraft
  readonly note: string
}

const keyOf = (prompt: string): string => `pawl.prompt-draft.${chosenProject()}.${prompt}`
const samplesKeyOf = (prompt: string): string => `pawl.prompt-samples.${chosenProject()}.${prompt}`

export function keptDraft(prompt: string): KeptDraft | null {
  const kept = stored(keyOf(prompt)) as Partial<KeptDraft> | null
  const isWhole = typeof kept?.basedOn === 'number' && Array.isArray(kept.draft?.messages)
  return isWhole ? (kept as KeptDraft) : null
}

/** @returns false where the browser keeps nothing, or not as much (a large image) */
export const keepDraft = (prompt: string, kept: KeptDraft): boolean => store(keyOf(prompt), kept)

export function forgetDraft(prompt: string): void {
  try {
    localStorage.removeItem(keyOf(prompt))
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}

export type Samples = Readonly<Record<string, string>>

export const keptSamples = (prompt: string): Samples => (stored(samplesKeyOf(prompt)) as Samples | null) ?? {}

export const keepSamples = (prompt: string, samples: Samples): boolean => store(samplesKeyOf(prompt), samples)

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as unknown
  } catch {
    return null
  }
}

function store(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
