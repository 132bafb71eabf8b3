import { parseDocument, stringify } from 'yaml'
import type { z } from 'zod'
import { AppError } from '../../errors/index.ts'
import { type GatePolicy, gatePolicySchema } from './gate-policy.ts'

/** A policy is a few lines; this is a hundred thousand of them. */
const maxLength = 1_000_000

const form = 'Write a mapping such as:\nenvironment: production\ndatasets: [refunds, tone]\nmaxDrop: 0.05'

/**
 * Reads a policy from YAML (or JSON, which is YAML).
 * @throws AppError `bad_request` with the line of a syntax error, or the path of what does not fit and what would
 */
export function readPolicyYaml(text: string): GatePolicy {
  const result = gatePolicySchema.safeParse(parseYaml(text))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = pathText(issue?.path ?? [])
  throw new AppError('bad_request', `The policy cannot be used: ${problemOf(issue, where)}`, {
    where: where === '' ? 'file' : where,
    fix: where === '' && issue?.code !== 'unrecognized_keys' ? form : fixOf(issue),
  })
}

/** Writes a policy with all its fields, so that a reader sees what counts without knowing the defaults. */
export function writePolicyYaml(policy: GatePolicy): string {
  const { environment, datasets, ...rest } = gatePolicySchema.parse(policy)
  return stringify({ environment, datasets, ...rest }, { lineWidth: 0 })
}

type Issue = z.core.$ZodIssue

function problemOf(issue: Issue | undefined, where: string): string {
  if (issue?.code === 'unrecognized_keys') {
    return `${where === '' ? 'it' : where} has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which no policy has`
  }
  if (where === '')
    return issue?.code === 'invalid_type' ? 'it is not a mapping' : (issue?.message ?? 'it does not fit')
  return `${where}: ${issue?.message ?? 'it does not fit'}`
}

function fixOf(issue: Issue | undefined): string {
  if (issue?.code === 'unrecognized_keys') {
    const known = issue.path[0] === 'limits' ? ['cost', 'latency', 'tokens'] : Object.keys(gatePolicySchema.shape)
    return `The fields are ${known.join(', ')}`
  }
  return `Correct it or leave it out for its default${issue?.path[0] === 'environment' ? '; an environment has none' : ''}`
}

function parseYaml(text: string): unknown {
  if (text.length > maxLength) throw unreadable(`it has more than ${maxLength} characters`, 'file')
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const [position] = error.linePos ?? []
    const where = position === undefined ? 'file' : `line ${position.line}, column ${position.col}`
    throw unreadable(error.message.split('\n')[0] ?? error.message, where)
  }
  try {
    // Aliases that would unfold into far more than was written are refused.
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw unreadable('it unfolds without end', 'file', cause)
  }
}

function unreadable(problem: string, where: string, cause?: unknown): AppError {
  return new AppError('bad_request', `The policy cannot be read: ${problem}`, {
    where,
    fix: form,
    ...(cause !== undefined && { cause }),
  })
}

function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${String(step)}`
  return text
}
