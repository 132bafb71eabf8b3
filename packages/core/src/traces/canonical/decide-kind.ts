import type { OtlpSpan } from '../otlp/index.ts'
import { marks } from './alias-table.ts'
import type { SpanKind } from './canonical-span.ts'
import {
  claudeCodeTypes,
  genkitTypes,
  type KindTable,
  laminarTypes,
  langfuseTypes,
  langsmithRunTypes,
  livekitNames,
  mastraTypes,
  mlflowTypes,
  openInferenceKinds,
  operationNames,
  requestTypes,
  traceloopKinds,
} from './kind-tables.ts'
import type { SpanFacts } from './span-facts.ts'

/** Attributes that make a Langfuse `span` a model call: Python SDKs up to 3.3.0 sent generations as spans. */
const generationKeys = [
  'langfuse.observation.model.name',
  'langfuse.observation.usage_details',
  'langfuse.observation.cost_details',
  'langfuse.observation.completion_start_time',
  'langfuse.observation.model.parameters',
  'langfuse.observation.prompt.name',
  'langfuse.observation.prompt.version',
]

/** What the span is: the first convention that says so decides, from the most to the least specific. */
export function decideKind(facts: SpanFacts, span: OtlpSpan): SpanKind {
  return (
    langfuseKind(facts, span) ??
    lookUp(openInferenceKinds, facts.text('openInferenceKind')) ??
    lookUp(langsmithRunTypes, facts.text('langsmithKind')) ??
    lookUp(mlflowTypes, facts.text('mlflowType')) ??
    mastraKind(facts.text('mastraType')) ??
    claudeCodeKind(facts.text('spanType')) ??
    operationKind(facts.text('operationName')) ??
    lookUp(traceloopKinds, facts.text('traceloopKind')) ??
    lookUp(requestTypes, facts.text('requestType')) ??
    aiSdkKind(facts.text('aiOperation')) ??
    lookUp(laminarTypes, facts.text('laminarType')) ??
    kindOfSmallProducers(facts, span) ??
    kindByName(facts, span) ??
    guessKind(facts, span)
  )
}

function lookUp(kinds: KindTable, value: string | undefined): SpanKind | undefined {
  if (value === undefined) return undefined
  return kinds.get(value) ?? kinds.get(value.toLowerCase())
}

function langfuseKind(facts: SpanFacts, span: OtlpSpan): SpanKind | undefined {
  const kind = lookUp(langfuseTypes, facts.text('langfuseType'))
  if (kind !== 'span') return kind
  return generationKeys.some((key) => span.attributes.has(key)) ? 'llm' : kind
}

function mastraKind(type: string | undefined): SpanKind | undefined {
  return lookUp(mastraTypes, type) ?? (type?.startsWith('workflow_') === true ? 'chain' : undefined)
}

function claudeCodeKind(type: string | undefined): SpanKind | undefined {
  return lookUp(claudeCodeTypes, type?.startsWith('claude_code.') === true ? type.slice('claude_code.'.length) : type)
}

function operationKind(name: string | undefined): SpanKind | undefined {
  return lookUp(operationNames, name) ?? (name?.endsWith('_memory_store') === true ? 'memory' : undefined)
}

/** Outer calls run a loop of model calls and tools (`generateText`, `streamText`) or wrap a single one. */
function aiSdkKind(operation: string | undefined): SpanKind | undefined {
  if (operation === undefined || !operation.startsWith('ai.')) return undefined
  const space = operation.indexOf(' ')
  const name = space < 0 ? operation : operation.slice(0, space)
  if (name.endsWith('.doGenerate') || name.endsWith('.doStream')) return 'llm'
  if (name.endsWith('.doEmbed')) return 'embedding'
  if (name === 'ai.toolCall') return 'tool'
  if (name.startsWith('ai.rerank')) return 'reranker'
  if (name === 'ai.generateText' || name === 'ai.streamText') return 'agent'
  return name === 'ai.generateObject' || name === 'ai.streamObject' || name.startsWith('ai.embed') ? 'chain' : undefined
}

function kindOfSmallProducers(facts: SpanFacts, span: OtlpSpan): SpanKind | undefined {
  if (facts.has(marks.genkit)) return lookUp(genkitTypes, facts.text('genkitType'))
  if (facts.has(marks.livekit)) return livekitNames.get(span.name)
  return facts.has(marks.haystack) ? haystackKind(span) : undefined
}

/** Haystack says only the class of a component; its suffix is a convention of the framework. */
function haystackKind(span: OtlpSpan): SpanKind | undefined {
  const type = span.attributes.get('haystack.component.type')
  if (span.name === 'haystack.pipeline.run') return 'chain'
  if (span.name === 'haystack.agent.run') return 'agent'
  if (typeof type !== 'string') return undefined
  if (type.endsWith('Generator')) return 'llm'
  if (type.endsWith('Embedder')) return 'embedding'
  if (type.endsWith('Retriever')) return 'retriever'
  if (type.endsWith('Ranker')) return 'reranker'
  return type === 'ToolInvoker' ? 'tool' : 'chain'
}

/** Google's agent kit (schema 1) and early Pydantic AI name the operation only in the span's name. */
function kindByName(facts: SpanFacts, span: OtlpSpan): SpanKind | undefined {
  if (!facts.has(marks.adk | marks.pydantic | marks.logfire | marks.genAi)) return undefined
  const { name } = span
  if (name.startsWith('execute_tool') || name === 'running tool' || name.startsWith('running tool:')) return 'tool'
  if (name === 'call_llm') return 'llm'
  if (name === 'invocation') return facts.has(marks.adk) ? 'chain' : undefined
  return name.startsWith('agent_run') || name.startsWith('invoke_agent') || name === 'agent run' ? 'agent' : undefined
}

const vectorStores: ReadonlySet<string> = new Set([
  'pinecone',
  'chroma',
  'chromadb',
  'qdrant',
  'weaviate',
  'milvus',
  'lancedb',
  'marqo',
])

function guessKind(facts: SpanFacts, span: OtlpSpan): SpanKind {
  if (facts.text('guardrailName') !== undefined) return 'guardrail'
  if (facts.text('mcpMethod') === 'prompts/get') return 'prompt'
  if (facts.text('toolName') !== undefined || facts.text('toolCallId') !== undefined) return 'tool'
  if (facts.text('requestModel') !== undefined || facts.text('responseModel') !== undefined) return 'llm'
  if (facts.has(marks.logfire) && span.attributes.has('request_data')) return 'llm'
  return facts.has(marks.database) && isVectorQuery(span) ? 'retriever' : 'span'
}

function isVectorQuery(span: OtlpSpan): boolean {
  const system = span.attributes.get('db.system')
  if (typeof system !== 'string' || !vectorStores.has(system.toLowerCase())) return false
  return span.attributes.has('db.vector.query.top_k') || span.events.some((event) => event.name.startsWith('db.'))
}
