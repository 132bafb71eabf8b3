import {
  applyGateChange,
  type GateChange,
  type GateList,
  type GateRecord,
  type GateView,
  type NewGate,
  type PolicyChange,
  type PolicyVersion,
  type Verification,
} from '@pawl/core'
import { readEvents } from './event-stream.ts'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const id = encodeURIComponent
const gatePath = (gateId: string): string => `/api/gates/${id(gateId)}`
const policyPath = (environment: string): string => `/api/environments/${id(environment)}/policy`

export const listGates = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<GateList>(`/api/gates${queryString(query)}`, { signal })

export const startGate = (gate: NewGate) => fetchJson<GateView>('/api/gates', { method: 'POST', body: gate })

export const getGate = (gateId: string, signal: AbortSignal) => fetchJson<GateView>(gatePath(gateId), { signal })

export const cancelGate = (gateId: string, reason: string) =>
  call(`${gatePath(gateId)}/cancel`, { method: 'POST', body: { reason } })

/** Works the verdict out again from its stored evidence. */
export const verifyGate = (gateId: string) => fetchJson<Verification>(`${gatePath(gateId)}/verify`)

/** All trials that the verdict follows from, with the verdict. */
export const getGateRecord = (gateId: string, signal?: AbortSignal) =>
  fetchJson<GateRecord>(`${gatePath(gateId)}/evidence`, signal ? { signal } : {})

/** Calls back with the gate whenever it gets on, until it has ended or the signal aborts. */
export const followGate = (gateId: string, signal: AbortSignal, onGate: (gate: GateView) => void) => {
  let gate: GateView | undefined
  return readEvents(`${gatePath(gateId)}/events`, signal, ({ event, data }) => {
    if (event === 'gate') gate = JSON.parse(data) as GateView
    else if (event === 'change' && gate) gate = applyGateChange(gate, JSON.parse(data) as GateChange)
    else return
    onGate(gate)
  })
}

export const changePolicy = (environment: string, change: PolicyChange) =>
  fetchJson<PolicyVersion>(policyPath(environment), { method: 'PUT', body: change })

export const listPolicyVersions = (environment: string, signal: AbortSignal) =>
  fetchJson<{ readonly versions: readonly PolicyVersion[] }>(`${policyPath(environment)}/versions`, { signal })
