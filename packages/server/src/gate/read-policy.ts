import { defaultGatePolicy, type PolicyVersion, policyVersionText } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'
import type { GateDb } from './gate-deps.ts'
import { type EnvironmentKey, selectPolicyVersions } from './store/policies.ts'

/** What a release into an environment must show: the newest policy, or the default before anybody wrote one. */
export async function readPolicy(db: GateDb, key: EnvironmentKey): Promise<PolicyVersion> {
  const [newest] = await selectPolicyVersions(db, key, 1)
  return newest ?? defaultVersion(key.environment)
}

/** Every policy that an environment had, newest first, down to the default. */
export async function listPolicies(db: GateDb, key: EnvironmentKey): Promise<readonly PolicyVersion[]> {
  return [...(await selectPolicyVersions(db, key)), defaultVersion(key.environment)]
}

function defaultVersion(environment: string): PolicyVersion {
  const policy = defaultGatePolicy(environment)
  return { id: sha256(policyVersionText(policy)), number: 0, policy, who: '', at: null, reason: '' }
}
