import {
  AppError,
  type Deployment,
  type DeploymentCheck,
  deploymentCheckSchema,
  deploymentSchema,
  type NewRelease,
  releaseText,
} from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { describeDeployment } from './print-deployment.ts'

export interface ReleaseCall {
  readonly path: string
  readonly body: unknown
  /** To ask why it was refused. */
  readonly environment: string
  readonly release: () => Promise<NewRelease | null>
}

/**
 * Makes the call, and prints what became live, or why it may not: what changed since the verdict and the command that
 * settles it. Returns whether it is live.
 */
export async function releaseOrRefuse(context: CommandContext, call: ReleaseCall): Promise<boolean> {
  try {
    const deployment = await context.api.fetchAnswer(call.path, deploymentSchema, { method: 'POST', body: call.body })
    printDeployment(context, deployment)
    return true
  } catch (error) {
    if (!AppError.isInstance(error) || error.code !== 'conflict') throw error
    const release = await call.release()
    if (release === null) throw error
    const check = await checkRelease(context, call.environment, release)
    // Two at once, or an archived prompt: the gate has nothing to do with it.
    if (check.isAllowed) throw error
    printRefusal(context, check, error)
    return false
  }
}

export function checkRelease(
  context: CommandContext,
  environment: string,
  release: NewRelease,
): Promise<DeploymentCheck> {
  const call = { method: 'POST', body: { environment, release } } as const
  return context.api.fetchAnswer('/api/deployments/check', deploymentCheckSchema, call)
}

export function printDeployment(context: CommandContext, deployment: Deployment): void {
  context.printResult(deployment, () => describeDeployment(deployment, context.paint))
  const { override, ground } = deployment
  if (override !== null)
    context.note('It is shown as overridden until it passes; its failing rows count again when the time is over.')
  if (ground === 'unprotected')
    context.note('It is shown as unprotected wherever it is live: no row could have stopped it.')
}

export function printCheck(context: CommandContext, check: DeploymentCheck): void {
  const { isAllowed, release, environment, reason } = check
  if (isAllowed) {
    const what = releaseText(release)
    context.printResult(check, () => `${what} may be released into ${environment}: ${safeLine(reason)}\n`)
  } else printRefusal(context, check)
}

/** `error` says what the server said to this very call. */
function printRefusal(context: CommandContext, check: DeploymentCheck, error?: AppError): void {
  context.printResult(check, () => '')
  const changes = check.coverage?.changes ?? []
  const lines = [
    context.paint('red', `${releaseText(check.release)} may not be released into ${check.environment}.`),
    safeLine(error?.message ?? check.reason),
    ...(changes.length === 0
      ? []
      : ['Changed since the verdict:', ...changes.map(({ message }) => `  ${safeLine(message)}`)]),
    ...(check.gateId === null ? [] : [`Gate: pawl gate show ${check.gateId}`]),
    `Fix: ${error?.fix ?? check.fix}`,
  ]
  context.note(lines.join('\n'))
}
