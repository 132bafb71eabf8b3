import {
  type Coverage,
  continueEvidence,
  coverageOf,
  decideGate,
  type GateSubject,
  type GateVerdict,
  type Release,
  releaseText,
} from '../gate/index.ts'
import type { DeploymentGround } from './api/index.ts'

export interface DeploymentQuestion {
  readonly environment: string
  readonly release: Release
  /** What a verdict would have to cover now. */
  readonly subject: GateSubject
  /** What is deployed of it now; null for nothing. */
  readonly baseline: Release | null
  /** Datasets that do not protect it. */
  readonly unusedDatasets: readonly string[]
  /** The newest gate of this release here that was decided. */
  readonly gate: { readonly id: string; readonly baseline: Release | null; readonly decision: GateVerdict } | null
  /** Whether somebody lets it through without a pass. */
  readonly isOverridden: boolean
  /** Whether somebody gave a reason for releasing without any protection. */
  readonly isMeantUnprotected: boolean
}

export interface DeploymentDecision {
  /** Null where it is refused. */
  readonly ground: Exclude<DeploymentGround, 'returned'> | null
  /** One or two sentences: why it may, or why not. */
  readonly reason: string
  /** What would settle it; '' where it is allowed. */
  readonly fix: string
  readonly coverage: Coverage | null
  readonly isUnprotected: boolean
}

/**
 * Whether a release may be made current. Only a verdict `pass` over exactly what is there now allows it by itself; a person may allow it
 * by an override, or by a reason where no active row could stop it. Nothing else does.
 */
export function decideDeployment(question: DeploymentQuestion): DeploymentDecision {
  const { environment, release, subject, baseline, gate } = question
  const coverage = gate === null ? null : coverageOf(gate.decision, subject, [release, baseline, gate.baseline])
  const unprotected = isUnprotected(subject)
  const facts = { coverage, isUnprotected: unprotected }
  const allow = (ground: DeploymentDecision['ground'], reason: string) => ({ ...facts, ground, reason, fix: '' })
  if (gate !== null && coverage?.isCovered === true && gate.decision.verdict === 'pass' && !unprotected) {
    return allow('verdict', `Gate ${gate.id} passed: ${gate.decision.reason}.`)
  }
  if (unprotected && question.isMeantUnprotected) return allow('unprotected', `No active row protects ${environment}.`)
  const why = whyNot(question, facts)
  if (question.isOverridden) return allow('override', `A person lets it through. ${why}`)
  const rowCount = subject.datasets.reduce((count, { rows }) => count + rows.length, 0)
  const meant = question.isMeantUnprotected
    ? `"unprotected" is for environments without protection, and ${rowCount} active rows protect ${environment}. `
    : ''
  return { ...facts, ground: null, reason: `${meant}${why}`, fix: fixOf(question, facts) }
}

type Facts = Pick<DeploymentDecision, 'coverage' | 'isUnprotected'>

function whyNot(question: DeploymentQuestion, { coverage, isUnprotected }: Facts): string {
  const { environment, release, gate } = question
  const what = releaseText(release)
  if (isUnprotected) {
    return `No active row could stop ${what} in ${environment}, so that no gate can vouch for it.${leftOutText(question)}`
  }
  if (gate === null || coverage === null) return `No gate has decided on ${what} for ${environment}.`
  const { verdict, reason } = gate.decision
  const changes = coverage.changes.map(({ message }) => message)
  const changed = `${changes.slice(0, 3).join('; ')}${changes.length > 3 ? `; and ${changes.length - 3} more` : ''}`
  const since = coverage.isCovered ? '' : ` And what is there has changed since. ${changed}.`
  switch (verdict) {
    case 'pass':
      return `Gate ${gate.id} of ${what} passed, but not for what is there now. ${changed}.`
    case 'fail':
      return `Gate ${gate.id} of ${what} failed: ${reason}.${since}`
    case 'inconclusive':
      return `Gate ${gate.id} of ${what} is inconclusive: ${reason}.${since}`
  }
}

/** The rows of a dataset that prompts name test those prompts: of an agent they say nothing. */
function leftOutText({ release, unusedDatasets }: DeploymentQuestion): string {
  if (release.type === 'prompts' || unusedDatasets.length === 0) return ''
  const [all, rest] = [unusedDatasets.slice(0, 5).join(', '), unusedDatasets.length - 5]
  return ` Left out, since prompts name them as their protection: ${all}${rest > 0 ? ` and ${rest} more` : ''}.`
}

function fixOf(
  { environment, release, gate, unusedDatasets }: DeploymentQuestion,
  { coverage, isUnprotected }: Facts,
): string {
  const command = (verb: string, versions: 'exact' | 'next') =>
    `pawl ${verb} --env ${environment} ${releaseOptions(release, versions)}`
  if (isUnprotected) {
    const how =
      release.type === 'external' && unusedDatasets.length > 0
        ? 'Make rows active in a dataset that no prompt names (or take one off its prompts: protectedBy.datasets)'
        : 'Make rows active that protect it'
    return `${how}, or say why it may go out without: ${command('deploy', 'exact')} --unprotected "<why>"`
  }
  if (gate?.decision.verdict !== 'fail' || coverage?.isCovered !== true) return command('gate run', 'exact')
  return `Look at what failed (pawl gate show ${gate.id}), mend it, and gate the new version: ${command('gate run', 'next')}`
}

/** Whether no active row could stop a release: whatever trials would show, no gate would fail. */
export const isUnprotected = (subject: GateSubject): boolean =>
  decideGate(continueEvidence(subject, [], [])).isUnprotected

function releaseOptions({ type, targets }: Release, versions: 'exact' | 'next'): string {
  const option = type === 'prompts' ? '--prompt' : '--external'
  const next = type === 'prompts' ? '' : '@<version>'
  return targets
    .map(({ name, number, version }) => `${name}${versions === 'exact' ? `@${number ?? version}` : next}`)
    .map((text) => `${option} ${quoted(text)}`)
    .join(' ')
}

/** For a shell, where it is not plain. */
const quoted = (text: string): string => (/^[\w@.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
