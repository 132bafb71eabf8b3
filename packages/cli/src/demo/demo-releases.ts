import { setTimeout as sleep } from 'node:timers/promises'
import {
  AppError,
  type Deployment,
  type DeploymentCheck,
  deploymentCheckSchema,
  deploymentSchema,
  type GateView,
  gateViewSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

const environment = 'production'
const pollMs = 200
const releaseOf = (prompt: string) => ({ environment, release: { type: 'prompts', prompts: [prompt] } })

/** What was live before anybody wrote a row: nothing could have stopped it, and its deployment says so. */
export function releaseUnprotected(api: ApiClient, prompt: string): Promise<Deployment> {
  return api.fetchAnswer('/api/deployments', deploymentSchema, {
    method: 'POST',
    body: { ...releaseOf(prompt), unprotected: { reason: 'It was live before there was a row.' } },
  })
}

/** @throws AppError `conflict` unless a verdict covers it */
export function release(api: ApiClient, prompt: string): Promise<Deployment> {
  return api.fetchAnswer('/api/deployments', deploymentSchema, { method: 'POST', body: releaseOf(prompt) })
}

export function checkRelease(api: ApiClient, prompt: string): Promise<DeploymentCheck> {
  return api.fetchAnswer('/api/deployments/check', deploymentCheckSchema, { method: 'POST', body: releaseOf(prompt) })
}

/** Runs a gate and waits for its verdict, which must be the expected one. */
export async function gateRelease(
  api: ApiClient,
  { prompt, expected }: { readonly prompt: string; readonly expected: GateView['verdict'] },
): Promise<GateView> {
  const { id } = await api.fetchAnswer('/api/gates', gateViewSchema, { method: 'POST', body: releaseOf(prompt) })
  for (;;) {
    const gate = await api.fetchAnswer(`/api/gates/${id}`, gateViewSchema)
    if (gate.status === 'decided' && gate.verdict === expected) return gate
    if (gate.status !== 'running' && gate.status !== 'waiting') {
      const reason = gate.statusReason || gate.reason
      throw new AppError('internal', `The demo's gate of ${prompt} is ${gate.status}, ${gate.verdict}: ${reason}`)
    }
    await sleep(pollMs)
  }
}
