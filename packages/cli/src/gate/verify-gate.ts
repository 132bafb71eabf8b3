import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppError, evidenceText, type GateRecord, gateRecordSchema, verifyVerdict } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { gatePath } from './gate-report.ts'

/** @throws AppError `bad_request` for a file that holds no evidence */
export async function readEvidenceFile(path: string): Promise<GateRecord> {
  const text = await readFile(path, 'utf8')
  try {
    return gateRecordSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('bad_request', `${path} holds no evidence of a gate.`, {
      where: path,
      fix: 'Write one with `pawl gate show <id> --evidence evidence.json`.',
      cause,
    })
  }
}

export const fetchEvidence = ({ api }: CommandContext, id: string): Promise<GateRecord> =>
  api.fetchAnswer(gatePath(id, 'evidence'), gateRecordSchema)

/**
 * Works the verdict out again, here, from the evidence alone, and checks the hash that vouches for it.
 * @returns whether both are right
 */
export function verifyGate(context: CommandContext, { gateId, evidence, verdict, evidenceHash }: GateRecord): boolean {
  const hash = createHash('sha256').update(evidenceText(evidence)).digest('hex')
  const { isValid, problems: found } = verifyVerdict(evidence, verdict)
  const problems = hash === evidenceHash ? found : [`the evidence has the hash ${hash}, not ${evidenceHash}`, ...found]
  const isRight = isValid && hash === evidenceHash
  const result = {
    gateId,
    isRight,
    verdict: verdict.verdict,
    trials: evidence.trials.length,
    evidenceHash: hash,
    problems,
  }
  context.printResult(result, () => {
    const { paint } = context
    if (isRight) {
      const word = verdict.isUnprotected ? 'unprotected' : verdict.verdict
      return `${paint('green', 'Right')}: ${evidence.trials.length} trials give ${word} again.\nEvidence  sha256 ${hash}\n`
    }
    return `${paint('red', 'Wrong')}: the verdict of ${gateId} does not follow from its evidence.\n${problems.map((problem) => `  ${safeLine(problem)}\n`).join('')}`
  })
  return isRight
}
