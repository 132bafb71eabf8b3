import { compileRedaction, type Redactor } from '../../traces/index.ts'
import type { DefinitionOf } from '../definition/index.ts'
import { allOutputText, type EvaluationSubject, outputText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { noOutput } from './missing.ts'
import { figure, listed } from './quote.ts'

export function checkLength(definition: DefinitionOf<'length'>, subject: EvaluationSubject): EvaluatorResult {
  const { unit, min = 0, max = Number.POSITIVE_INFINITY } = definition
  let count = subject.usage?.outputTokens
  if (unit !== 'tokens') {
    const text = outputText(subject)
    if (text === undefined) return noOutput
    count = unit === 'words' ? countWords(text) : countCharacters(text)
  }
  if (count === undefined) return unknown('The number of output tokens was not recorded')
  const finding = `The output has ${count} ${unit}`
  if (count < min) return failed(`${finding}, fewer than ${min}`)
  return count > max ? failed(`${finding}, more than ${max}`) : passed(finding)
}

export function checkLatency({ maxMs }: DefinitionOf<'latency'>, { latencyMs }: EvaluationSubject): EvaluatorResult {
  if (latencyMs === undefined) return unknown('The latency was not recorded')
  const finding = `It took ${figure(latencyMs)} ms`
  return latencyMs <= maxMs ? passed(`${finding}, at most ${maxMs}`) : failed(`${finding}, more than ${maxMs}`)
}

export function checkCost({ maxUsd }: DefinitionOf<'cost'>, { costUsd }: EvaluationSubject): EvaluatorResult {
  if (costUsd === undefined) return unknown('The cost was not recorded, nor is there a price for the model')
  const finding = `It cost ${Number(costUsd.toPrecision(4))} US dollars`
  return costUsd <= maxUsd ? passed(`${finding}, at most ${maxUsd}`) : failed(`${finding}, more than ${maxUsd}`)
}

const leakNames: Readonly<Record<string, string>> = {
  secrets: 'secret keys or tokens',
  cards: 'payment card numbers',
  emails: 'e-mail addresses',
}
const redactors = new WeakMap<DefinitionOf<'secrets'>, Redactor>()

/** Says what kind it found and how often, never what: reasons are stored and shown. */
export function checkSecrets(definition: DefinitionOf<'secrets'>, subject: EvaluationSubject): EvaluatorResult {
  const text = allOutputText(subject)
  if (text === undefined) return noOutput
  const redactor = redactors.get(definition) ?? compileRedaction({ keys: [], patterns: [], builtIn: definition.find })
  redactors.set(definition, redactor)
  const { counts } = redactor.attributes(new Map([['output', text]]))
  const found = [...counts].map(([kind, count]) => `${leakNames[kind] ?? kind} (${count})`)
  if (found.length > 0) return failed(`The output holds ${listed(found)}`)
  return passed(`The output holds no ${listed(definition.find.map((kind) => leakNames[kind] ?? kind))}`)
}

const word = /[\p{L}\p{M}\p{N}_]+(?:['’-][\p{L}\p{M}\p{N}_]+)*/gu
const unspacedScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function countWords(text: string): number {
  if (!unspacedScripts.test(text)) return text.match(word)?.length ?? 0
  let count = 0
  for (const { isWordLike } of new Intl.Segmenter('en', { granularity: 'word' }).segment(text)) if (isWordLike) count++
  return count
}

/** Unicode code points. */
function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
