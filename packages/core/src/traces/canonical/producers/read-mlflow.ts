import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'
import { isArray, isObject, numberOf, textOf, toJson } from '../values/json-value.ts'

/** MLflow: every attribute is JSON text. */
export function readMlflow(draft: SpanDraft): void {
  const { attributes } = draft
  fillInput(draft, attributes.get('mlflow.spanInputs'))
  fillOutput(draft, attributes.get('mlflow.spanOutputs'))
  if (draft.toolDefinitions === undefined) {
    const tools = toToolDefinitions(toJson(attributes.get('mlflow.chat.tools')))
    if (tools.length > 0) draft.toolDefinitions = tools
  }
  const linked = toJson(attributes.get('mlflow.linkedPrompts'))
  const prompt = isArray(linked) ? linked[0] : undefined
  if (isObject(prompt)) {
    draft.promptName ??= textOf(prompt.name)
    const version = numberOf(prompt.version)
    draft.promptVersion ??= version === undefined ? textOf(prompt.version) : String(version)
  }
}
