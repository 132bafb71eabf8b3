import type { ProofAttempt, ProveRow } from '@pawl/core'
import { fetchJson } from './fetch-json.ts'

/** Runs the row against two versions until it is decided whether it teaches. */
export const proveRow = (rowId: string, request: ProveRow) =>
  fetchJson<ProofAttempt>(`/api/rows/${encodeURIComponent(rowId)}/prove`, { method: 'POST', body: request })

export const getProof = (proofId: string, signal: AbortSignal) =>
  fetchJson<ProofAttempt>(`/api/proofs/${encodeURIComponent(proofId)}`, { signal })

/** Names of prompts and their newest versions, for choosing what a row is proven against. */
export interface PromptChoice {
  readonly name: string
  readonly versionCount: number
}

export const listPromptChoices = (signal: AbortSignal) =>
  fetchJson<{ readonly prompts: readonly PromptChoice[] }>('/api/prompts', { signal })
