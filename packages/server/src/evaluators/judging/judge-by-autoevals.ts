import {
  type DefinitionOf,
  type EvaluationSubject,
  type EvaluatorResult,
  type JsonValue,
  outputText,
  readVerdict,
  valueText,
} from '@pawl/core'
import { modelClient } from './autoevals-client.ts'
import { type Judging, unknown } from './judging-means.ts'

/** The package's own default, for scorers that name no model. */
const defaultModel = 'gpt-4o'

type Scorer = (args: Record<string, unknown>) => Promise<{ score: number | null; metadata?: unknown; error?: unknown }>

/** By a scorer of the `autoevals` package, which asks its questions through Pawl's own models. */
export async function judgeByAutoevals(
  judging: Judging,
  { scorer, model, options = {}, minScore }: DefinitionOf<'autoevals'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const output = outputText(subject)
  if (output === undefined) return unknown('There is no output to judge')
  if (scorer === 'Moderation') {
    return unknown(
      'The scorer Moderation asks a service of OpenAI that no other provider has; use a judge or code instead',
    )
  }
  const place = model ?? (await judging.means.models.locate(judging.project, defaultModel))
  // Loaded when first needed: the package and what it stands on take a while.
  const autoevals = await import('autoevals')
  // Some scorers ask by themselves with the key of the environment; whatever has no client of ours must not ask at all.
  autoevals.init({ client: refusingClient as never })
  const client = modelClient(judging, { ...place, parameters: model?.parameters ?? {} })
  const inner = (args: Record<string, unknown>) =>
    (autoevals.EmbeddingSimilarity as unknown as Scorer)({
      ...args,
      client,
      model: args.model ?? options.embeddingModel,
    })
  const score = autoevals[scorer] as unknown as Scorer
  const { input, expected } = subject
  const found = await score({
    ...options,
    output,
    ...(expected?.output === undefined ? {} : { expected: valueText(expected.output) }),
    ...inputsOf(input),
    model: place.model,
    client,
    answerSimilarity: inner,
    pairwiseScorer: inner,
  })
  if (found.score === null) return unknown(`The scorer ${scorer} gave no score${reasonOf(found)}`)
  return readVerdict({ score: found.score, reason: reasonOf(found).slice(2) || null }, minScore)
}

/** Retrieval scorers want the documents too: those under `context` or `documents` of the input. */
function inputsOf(input: JsonValue | undefined): { input?: string; context?: string } {
  if (input === undefined) return {}
  const isRecord = typeof input === 'object' && input !== null && !Array.isArray(input)
  const fields = (isRecord ? input : {}) as { readonly [key: string]: JsonValue }
  const variables = fields.variables as { readonly [key: string]: JsonValue } | undefined
  const context = fields.context ?? fields.documents ?? variables?.context
  const question = fields.question ?? variables?.question
  return {
    input: question === undefined ? (lastUserText(fields.messages) ?? valueText(input)) : valueText(question),
    ...(context === undefined ? {} : { context: valueText(context) }),
  }
}

function lastUserText(messages: JsonValue | undefined): string | undefined {
  if (!Array.isArray(messages)) return undefined
  const last = messages.findLast((message) => message?.role === 'user')
  const parts: unknown = last?.parts
  if (!Array.isArray(parts)) return undefined
  return parts.map((part) => (part?.type === 'text' ? String(part.content) : '')).join('\n')
}

function reasonOf({ metadata, error }: { metadata?: unknown; error?: unknown }): string {
  if (typeof error === 'string' && error !== '') return `: ${error}`
  const rationale =
    typeof metadata === 'object' && metadata !== null && 'rationale' in metadata ? metadata.rationale : ''
  return typeof rationale === 'string' && rationale !== '' ? `: ${rationale.slice(0, 600)}` : ''
}

const refuse = () => Promise.reject(new Error('This scorer asks a model in a way that Pawl cannot pass on'))
const refusingClient = {
  chat: { completions: { create: refuse } },
  embeddings: { create: refuse },
  moderations: { create: refuse },
}
