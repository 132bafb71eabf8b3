import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'

/**
 * A run's inputs and outputs as JSON under the names that once held a prompt: LangSmith's OpenTelemetry mode, and Mastra
 * 0.x. `langsmith.trace.session_name` is a project there, not a conversation.
 */
export function readWholePrompt(draft: SpanDraft): void {
  const { attributes } = draft
  fillInput(draft, attributes.get('gen_ai.prompt'))
  fillOutput(draft, attributes.get('gen_ai.completion'))
}
