import type { SpanKind } from './canonical-span.ts'

/** What a producer's own words for its spans mean, in lower case. */
export type KindTable = ReadonlyMap<string, SpanKind>

function table(entries: { readonly [Kind in SpanKind]?: readonly string[] }): KindTable {
  const map = new Map<string, SpanKind>()
  for (const [kind, names] of Object.entries(entries)) {
    for (const name of names) map.set(name, kind as SpanKind)
  }
  return map
}

export const langfuseTypes = table({
  span: ['span', 'event'],
  llm: ['generation'],
  embedding: ['embedding'],
  agent: ['agent'],
  tool: ['tool'],
  chain: ['chain'],
  retriever: ['retriever'],
  evaluator: ['evaluator'],
  guardrail: ['guardrail'],
})

export const openInferenceKinds = table({
  llm: ['llm'],
  embedding: ['embedding'],
  chain: ['chain'],
  retriever: ['retriever'],
  reranker: ['reranker'],
  tool: ['tool'],
  agent: ['agent'],
  guardrail: ['guardrail'],
  evaluator: ['evaluator'],
  prompt: ['prompt'],
})

export const langsmithRunTypes = table({
  llm: ['llm'],
  tool: ['tool'],
  retriever: ['retriever'],
  embedding: ['embedding'],
  prompt: ['prompt'],
  chain: ['chain', 'parser'],
})

export const mlflowTypes = table({
  llm: ['llm', 'chat_model'],
  chain: ['chain', 'workflow', 'task', 'parser'],
  agent: ['agent'],
  tool: ['tool'],
  retriever: ['retriever'],
  embedding: ['embedding'],
  reranker: ['reranker'],
  memory: ['memory'],
  guardrail: ['guardrail'],
  evaluator: ['evaluator'],
})

export const mastraTypes = table({
  agent: ['agent_run'],
  llm: ['model_generation', 'llm_generation'],
  span: ['model_step', 'model_chunk', 'llm_chunk', 'generic'],
  tool: ['tool_call', 'mcp_tool_call', 'provider_tool_call'],
  embedding: ['rag_embedding'],
})

export const claudeCodeTypes = table({
  agent: ['interaction'],
  llm: ['llm_request'],
  tool: ['tool'],
  span: ['tool.execution', 'tool.blocked_on_user', 'hook'],
})

export const operationNames = table({
  llm: [
    'chat',
    'generate_content',
    'text_completion',
    'completion',
    'generate',
    'response',
    'text-generation',
    'chat.completions',
    'text.completions',
    'transcription',
    'speech_generation',
  ],
  embedding: ['embeddings'],
  retriever: ['retrieval', 'vector_db_retrieve'],
  tool: ['execute_tool', 'tool.execute'],
  agent: ['invoke_agent', 'create_agent', 'agent.run'],
  chain: [
    'invoke_workflow',
    'plan',
    'agent_step',
    'invoke_node',
    'execute_task',
    'workflow.run',
    'chain',
    'execute_event_loop_cycle',
  ],
  reranker: ['rerank'],
  guardrail: ['guardrail.run', 'guard', 'guardrail_check'],
  memory: ['search_memory', 'create_memory', 'update_memory', 'upsert_memory', 'delete_memory'],
  span: ['agent_handoff'],
})

export const traceloopKinds = table({ chain: ['workflow', 'task'], agent: ['agent'], tool: ['tool'] })
export const requestTypes = table({
  llm: ['chat', 'completion'],
  embedding: ['embedding', 'embeddings'],
  reranker: ['rerank'],
})
export const laminarTypes = table({
  llm: ['llm', 'cached'],
  tool: ['tool'],
  evaluator: ['evaluator', 'human_evaluator'],
  chain: ['evaluation', 'executor', 'pipeline'],
})
export const genkitTypes = table({
  llm: ['model'],
  tool: ['tool', 'tool.v2'],
  chain: ['flow', 'flowstep'],
  retriever: ['retriever'],
  embedding: ['embedder'],
  reranker: ['reranker'],
  evaluator: ['evaluator'],
  prompt: ['prompt', 'executable-prompt'],
  agent: ['agent'],
})
export const livekitNames = table({
  llm: ['llm_request'],
  tool: ['function_tool'],
  agent: ['agent_session', 'agent_turn'],
  chain: ['llm_node'],
})
