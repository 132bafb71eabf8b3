import type { Attributes, AttributeValue, OtlpLink } from '../../otlp/index.ts'
import type { IndexedGroup } from '../alias-table.ts'
import type { DerivedScore } from '../canonical-span.ts'
import type { SpanDraft } from '../span-draft.ts'
import type { IndexedNode } from '../values/indexed-tree.ts'
import { isObject, textOf, toJson, toNumber, toText } from '../values/json-value.ts'

export const evaluationEvent = 'gen_ai.evaluation.result'

const annotationLists: readonly (readonly [IndexedGroup, string, DerivedScore['target']])[] = [
  ['annotations', 'annotation', 'span'],
  ['evaluations', 'evaluation', 'span'],
  ['trace.annotations', 'annotation', 'trace'],
  ['trace.evaluations', 'evaluation', 'trace'],
  ['session.annotations', 'annotation', 'session'],
  ['session.evaluations', 'evaluation', 'session'],
]

/** Scores that came with the span itself: evaluation events on it, and OpenInference annotations. */
export function readSpanScores(draft: SpanDraft): void {
  const { span } = draft.source
  for (const event of span.events) {
    if (event.name !== evaluationEvent) continue
    const score = scoreOfEvaluation(event.attributes)
    if (score !== undefined) draft.scores.push(aboutThisSpan(score, draft))
  }
  // Sent later about another span, annotations travel on a span of their own with a link to it.
  const link = span.links.length === 1 ? span.links[0] : undefined
  for (const [group, item, target] of annotationLists) {
    const list = draft.facts.indexed(group)
    if (list !== undefined) addAnnotations(draft.scores, { list, item, target, link })
  }
}

/** A response id that is not the span's own means that the evaluation is about another call. */
function aboutThisSpan(score: DerivedScore, draft: SpanDraft): DerivedScore {
  const { targetResponseId, ...rest } = score
  return targetResponseId === undefined || targetResponseId === draft.facts.text('responseId') ? rest : score
}

/** One `gen_ai.evaluation.result`, from a log record or a span event. Undefined without the name of what was measured. */
export function scoreOfEvaluation(attributes: Attributes): DerivedScore | undefined {
  const name = toText(attributes.get('gen_ai.evaluation.name'))
  if (name === undefined) return undefined
  const value = toNumber(attributes.get('gen_ai.evaluation.score.value'))
  const label = toText(attributes.get('gen_ai.evaluation.score.label'))
  const version = toText(attributes.get('gen_ai.evaluation.evaluator.version'))
  const explanation =
    toText(attributes.get('gen_ai.evaluation.explanation')) ??
    toText(attributes.get('error.message') ?? errorOf(attributes))
  const responseId = toText(attributes.get('gen_ai.response.id'))
  return {
    name,
    ...(value !== undefined && { value }),
    ...(label !== undefined && { label }),
    outcome: attributes.has('error.type') ? 'unknown' : outcomeOf(label),
    ...(explanation !== undefined && { explanation }),
    source: evaluatorSource(attributes.get('gen_ai.evaluation.evaluator.source')),
    ...(version !== undefined && { evaluatorVersion: version }),
    target: 'span',
    ...(responseId !== undefined && { targetResponseId: responseId }),
  }
}

function errorOf(attributes: Attributes): AttributeValue | undefined {
  return attributes.get('error.type')
}

interface AnnotationList {
  readonly list: IndexedNode
  readonly item: string
  readonly target: DerivedScore['target']
  readonly link: OtlpLink | undefined
}

function addAnnotations(scores: DerivedScore[], { list, item, target, link }: AnnotationList): void {
  for (const entry of list.items()) {
    const node = entry.child(item)
    const name = node?.text('name')
    if (node === undefined || name === undefined) continue
    const value = toNumber(node.child('score')?.value)
    const label = node.text('label')
    const explanation = node.text('explanation')
    scores.push({
      name,
      ...(value !== undefined && { value }),
      ...(label !== undefined && { label }),
      outcome: outcomeOf(label),
      ...(explanation !== undefined && { explanation }),
      source: annotatorSource(node.text('annotator_kind')),
      target,
      ...(link !== undefined && { targetTraceId: link.traceId, targetSpanId: link.spanId }),
    })
  }
}

/** Only words that cannot mean anything else: a number or a 'yes' says nothing about which way is good. */
function outcomeOf(label: string | undefined): DerivedScore['outcome'] {
  switch (label?.toLowerCase()) {
    case 'pass':
    case 'passed':
      return 'pass'
    case 'fail':
    case 'failed':
      return 'fail'
    default:
      return 'unknown'
  }
}

function annotatorSource(kind: string | undefined): DerivedScore['source'] {
  switch (kind?.toUpperCase()) {
    case 'HUMAN':
      return 'human'
    case 'LLM':
      return 'llm'
    default:
      return 'code'
  }
}

/** Pydantic's evaluator specification: `{"name":"LLMJudge","arguments":{…}}`, or the name alone. */
function evaluatorSource(raw: AttributeValue | undefined): DerivedScore['source'] {
  const spec = toJson(raw)
  const name = isObject(spec) ? (textOf(spec.name) ?? Object.keys(spec)[0]) : textOf(spec)
  return name?.startsWith('LLM') === true ? 'llm' : 'code'
}
