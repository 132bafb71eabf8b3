import { setImmediate } from 'node:timers/promises'
import { evidenceTextOf, type GateEvidence, trialText } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'

const textsAtOnce = 2000

/** SHA-256 of `evidenceText`. Requests of others come in between: sixty thousand trials take half a second. */
export async function hashEvidence(evidence: GateEvidence): Promise<string> {
  const texts: string[] = []
  for (const trial of evidence.trials) {
    texts.push(trialText(trial))
    if (texts.length % textsAtOnce === 0) await setImmediate()
  }
  return sha256(evidenceTextOf(evidence, texts))
}
