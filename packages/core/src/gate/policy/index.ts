export { findPolicyWeakenings, type PolicyWeakening } from './find-policy-weakenings.ts'
export {
  defaultGatePolicy,
  type GatePolicy,
  type GatePolicyInput,
  gatePolicySchema,
  type LimitFigure,
  limitFigures,
  policyVersionText,
} from './gate-policy.ts'
export { gateThresholds } from './gate-thresholds.ts'
export { readPolicyYaml, writePolicyYaml } from './policy-yaml.ts'
