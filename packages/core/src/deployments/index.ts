export { acceptedText } from './accepted-text.ts'
export * from './api/index.ts'
export {
  type DeploymentDecision,
  type DeploymentQuestion,
  decideDeployment,
  isUnprotected,
} from './decide-deployment.ts'
export { type DeploymentLine, pickRollBack } from './pick-roll-back.ts'
