import type { MissingContent } from './canonical-span.ts'
import type { SpanDraft } from './span-draft.ts'
import { toText } from './values/json-value.ts'

/** The switch of each producer that records prompts and answers, exactly as its users set it. */
const settings: ReadonlyMap<string, string> = new Map([
  ['otel-genai', 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true'],
  ['traceloop', 'TRACELOOP_TRACE_CONTENT=true'],
  ['openinference', 'OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false'],
  ['langsmith', 'LANGSMITH_HIDE_INPUTS=false LANGSMITH_HIDE_OUTPUTS=false'],
  ['pydantic-ai', 'InstrumentationSettings(include_content=True)'],
  ['google-adk', 'ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true'],
  ['claude-code', 'OTEL_LOG_USER_PROMPTS=1'],
  ['semantic-kernel', 'SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true'],
  ['agent-framework', 'ENABLE_SENSITIVE_DATA=true'],
  ['haystack', 'HAYSTACK_CONTENT_TRACING_ENABLED=true'],
  ['litellm', 'litellm_settings: { turn_off_message_logging: false }'],
])

/** Switches that differ by language, as `telemetry.sdk.language` names it. */
const settingsByLanguage: ReadonlyMap<string, string> = new Map([
  ['langfuse python', 'LANGFUSE_OBSERVE_DECORATOR_IO_CAPTURE_ENABLED=true'],
  ['langfuse nodejs', 'observe(fn, { captureInput: true, captureOutput: true })'],
  ['openlit python', 'openlit.init(capture_message_content=True)'],
])

/** Version 7 of the AI SDK renamed the option; only its new integration uses the scope `gen_ai`. */
const aiSdkSetting = 'experimental_telemetry: { recordInputs: true, recordOutputs: true }'
const aiSdkCurrentSetting = 'telemetry: { recordInputs: true, recordOutputs: true }'

/** Why a model call shows no content, where its producer has a switch for it. Undefined when there is content. */
export function findMissingContent(draft: SpanDraft): MissingContent | undefined {
  if (draft.kind !== 'llm' || hasContent(draft)) return undefined
  const { producer } = draft
  const setting = producer === 'ai-sdk' ? settingOfAiSdk(draft) : (settings.get(producer) ?? settingOfLanguage(draft))
  return setting === undefined ? undefined : { producer, setting }
}

function settingOfAiSdk(draft: SpanDraft): string {
  return draft.source.scope.name === 'gen_ai' ? aiSdkCurrentSetting : aiSdkSetting
}

function settingOfLanguage({ producer, source }: SpanDraft): string | undefined {
  const language = toText(source.resource.attributes.get('telemetry.sdk.language'))
  return language === undefined ? undefined : settingsByLanguage.get(`${producer} ${language}`)
}

function hasContent(draft: SpanDraft): boolean {
  return (
    draft.inputMessages !== undefined ||
    draft.outputMessages !== undefined ||
    draft.systemInstructions !== undefined ||
    draft.input !== undefined ||
    draft.output !== undefined ||
    draft.externalContent.length > 0
  )
}
