export * from './api/index.ts'
export { contentAddressText } from './content/content-address.ts'
export {
  type PromptContent,
  type PromptContentInput,
  type PromptMessage,
  type PromptParameters,
  type PromptPart,
  type PromptRole,
  type PromptTool,
  promptContentSchema,
  promptMessageSchema,
  promptParametersSchema,
  promptRoles,
  promptToolSchema,
  type ResponseFormat,
  responseFormatSchema,
} from './content/prompt-content.ts'
export {
  type NewPromptVersion,
  newPromptVersionSchema,
  type PromptVersion,
  promptNameSchema,
  promptVersionSchema,
} from './content/prompt-version.ts'
export { diffJson, type JsonChange } from './diff/diff-json.ts'
export { diffPrompts, type MessageDiff, type PromptDiff, type ToolDiff } from './diff/diff-prompts.ts'
export { diffWords, type TextChange } from './diff/diff-words.ts'
export { printPromptDiff } from './diff/print-prompt-diff.ts'
export { readableMessage } from './diff/readable-message.ts'
export { type PromptFile, type PromptFileForm, promptFileForm, type ReadPromptFile } from './files/prompt-file.ts'
export { promptFileWords, readPromptDocument, readPromptYaml, writePromptYaml } from './files/prompt-yaml.ts'
export { draftFromSpan, type PromptDraft, type SpanDraftOptions } from './span/draft-from-span.ts'
export { type PromptMark, promptMarkSchema } from './span/prompt-mark.ts'
export { type SpanMessages, spanMessages } from './span/span-messages.ts'
export { findVariables, type PromptVariables, type VariableSuspect } from './template/find-variables.ts'
export { escapeTemplate, parseTemplate, type TemplateSegment, writeTemplate } from './template/parse-template.ts'
export { type PromptInput, type RenderedPrompt, renderPrompt } from './template/render-prompt.ts'
