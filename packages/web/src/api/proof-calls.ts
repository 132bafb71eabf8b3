import type { ProofAttempt, ProveRow } from '@pawl/core'
import { fetchJson } from './fetch-json.ts'

/** Runs the row against two versions until it is decided whether it teaches. */
export const proveRow = (rowId: string, request: ProveRow) =>
  fetchJson<ProofAttempt>(`/api/rows/${encodeURIComponent(rowId)}/prove`, { method: 'POST', body: request })

export const getProof = (proofId: string, signal: AbortSignal) =>
  fetchJson<ProofAttempt>(`/api/proofs/${encodeURIComponent(proofId)}`, { signal })
