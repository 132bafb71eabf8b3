import type { OtlpResource, OtlpScope, OtlpSpan } from '../otlp/index.ts'
import { marks } from './alias-table.ts'
import type { SpanFacts } from './span-facts.ts'
import { ownCopy } from './values/own-copy.ts'

/** Scope names to the instrumentation behind them; a name ending in `*` stands for all that start so. */
const scopeNames: readonly (readonly [string, string])[] = [
  ['langfuse-sdk', 'langfuse'],
  ['@arizeai/openinference-*', 'openinference'],
  ['openinference.instrumentation.*', 'openinference'],
  ['langsmith', 'langsmith'],
  ['traceloop.tracer', 'traceloop'],
  ['@traceloop/*', 'traceloop'],
  ['ai', 'ai-sdk'],
  ['gen_ai', 'ai-sdk'],
  ['pydantic-ai', 'pydantic-ai'],
  ['logfire*', 'logfire'],
  ['@mastra/*', 'mastra'],
  ['gcp.vertex.agent', 'google-adk'],
  ['com.anthropic.claude_code*', 'claude-code'],
  ['com.anthropic.sdk.*', 'anthropic-sdk'],
  ['com.anthropic.claude-platform', 'anthropic-platform'],
  ['lmnr*', 'laminar'],
  ['genkit-tracer', 'genkit'],
  ['livekit-agents', 'livekit'],
  ['openlit*', 'openlit'],
  ['Microsoft.SemanticKernel*', 'semantic-kernel'],
  ['semantic_kernel*', 'semantic-kernel'],
  ['agent_framework*', 'agent-framework'],
  ['Experimental.Microsoft.Agents.AI*', 'agent-framework'],
  ['haystack*', 'haystack'],
  ['litellm*', 'litellm'],
  ['strands-agents', 'strands'],
  ['strands.*', 'strands'],
  ['vllm*', 'vllm'],
  ['@flue/opentelemetry', 'flue'],
  ['org.springframework.ai*', 'spring-ai'],
  ['agno*', 'agno'],
  ['voltagent*', 'voltagent'],
  ['@voltagent/*', 'voltagent'],
  ['gemini-cli*', 'gemini-cli'],
  ['@opentelemetry/instrumentation-openai', 'otel-genai'],
  ['opentelemetry.util.genai*', 'otel-genai'],
]

const otelPythonScope = /^opentelemetry\.instrumentation\.([a-z_0-9]+)/
/** OpenTelemetry's own packages and Traceloop's share a namespace, also with all that have nothing to do with models. */
const otelPythonPackages: ReadonlySet<string> = new Set(['openai_v2', 'openai_agents_v2', 'google_genai', 'vertexai'])
const traceloopPythonPackages: ReadonlySet<string> = new Set([
  'openai',
  'openai_agents',
  'anthropic',
  'cohere',
  'mistralai',
  'ollama',
  'together',
  'groq',
  'replicate',
  'bedrock',
  'sagemaker',
  'watsonx',
  'google_generativeai',
  'alephalpha',
  'transformers',
  'writer',
  'voyageai',
  'langchain',
  'llamaindex',
  'crewai',
  'mcp',
  'agno',
  'pinecone',
  'chromadb',
  'qdrant',
  'weaviate',
  'milvus',
  'lancedb',
  'marqo',
])

const producerOfScope = new Map<string, string>()
const maxScopes = 1024
const longestScope = 200

/**
 * Names the instrumentation that made the span: `openinference`, `langfuse`, `ai-sdk`, `otel-genai`, …; '' when nothing
 * is known. Processors re-stamp spans of other libraries, so this decides which convention is read first, never which
 * ones are read.
 */
export function recogniseProducer(
  facts: SpanFacts,
  { span, scope, resource }: { span: OtlpSpan; scope: OtlpScope; resource: OtlpResource },
): string {
  const byScope = producerByScope(scope.name)
  return (
    byOwnAttributes(facts, { byScope, span }) ||
    (byScope === 'logfire' && facts.has(marks.pydantic) ? 'pydantic-ai' : byScope) ||
    byResource(resource) ||
    byStamps(facts)
  )
}

/** Attributes that only the library itself writes, in the order in which they outrank each other. */
function byOwnAttributes(facts: SpanFacts, { byScope, span }: { byScope: string; span: OtlpSpan }): string {
  if (byScope === 'langfuse' || facts.text('langfuseType') !== undefined) return 'langfuse'
  if (byScope === 'openinference' || facts.text('openInferenceKind') !== undefined) return 'openinference'
  if (byScope === 'langsmith' || facts.text('langsmithKind') !== undefined) return 'langsmith'
  if (byScope === 'traceloop' || isTraceloop(facts)) return 'traceloop'
  if (facts.text('mlflowType') !== undefined) return 'mlflow'
  if (byScope === 'ai-sdk' || facts.text('aiOperation')?.startsWith('ai.') === true) return 'ai-sdk'
  if (facts.text('mastraType') !== undefined) return 'mastra'
  if (span.name.startsWith('claude_code.')) return 'claude-code'
  return ''
}

function isTraceloop(facts: SpanFacts): boolean {
  if (!facts.has(marks.traceloop)) return false
  return (
    facts.text('traceloopKind') !== undefined ||
    facts.text('requestType') !== undefined ||
    facts.indexed('gen_ai.prompt') !== undefined ||
    facts.indexed('gen_ai.completion') !== undefined
  )
}

function byResource(resource: OtlpResource): string {
  if (resource.attributes.get('service.name') === 'openrouter') return 'openrouter'
  return resource.attributes.get('telemetry.sdk.name') === 'openlit' ? 'openlit' : ''
}

/** What is left: conventions that anybody may write, and stamps that processors put on spans of others. */
function byStamps(facts: SpanFacts): string {
  if (facts.has(marks.pydantic) && facts.has(marks.logfire)) return 'pydantic-ai'
  if (facts.has(marks.adk)) return 'google-adk'
  if (facts.has(marks.laminar)) return 'laminar'
  if (facts.has(marks.genkit)) return 'genkit'
  if (facts.has(marks.livekit)) return 'livekit'
  if (facts.has(marks.haystack)) return 'haystack'
  if (facts.has(marks.springAi)) return 'spring-ai'
  if (facts.has(marks.mlflow)) return 'mlflow'
  if (facts.has(marks.logfire)) return 'logfire'
  if (facts.has(marks.genAi)) return 'otel-genai'
  if (facts.has(marks.langfuse)) return 'langfuse'
  return facts.has(marks.traceloop) ? 'traceloop' : ''
}

function producerByScope(name: string): string {
  if (name === '' || name.length > longestScope) return ''
  const remembered = producerOfScope.get(name)
  if (remembered !== undefined) return remembered
  const producer = explainScope(name)
  if (producerOfScope.size >= maxScopes) producerOfScope.clear()
  producerOfScope.set(ownCopy(name), producer)
  return producer
}

function explainScope(name: string): string {
  for (const [pattern, producer] of scopeNames) {
    const matches = pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
    if (matches) return producer
  }
  const library = otelPythonScope.exec(name)?.[1]
  if (library === undefined) return ''
  if (otelPythonPackages.has(library)) return 'otel-genai'
  return traceloopPythonPackages.has(library) ? 'traceloop' : ''
}
