export {
  createPawlClient,
  type Feedback,
  type FeedbackResult,
  type FeedbackSubject,
  type PawlClient,
  type PawlClientOptions,
} from './create-pawl-client.ts'
export { PawlError } from './pawl-error.ts'
export type { GetPromptOptions, Prompt } from './prompts/get-prompt.ts'
export type { PromptCacheOptions, PromptPlace } from './prompts/prompt-cache.ts'
export type {
  DeployedPrompt,
  FallbackMessage,
  PromptContent,
  PromptFallback,
  PromptTool,
  ResponseFormat,
} from './prompts/prompt-content.ts'
export type { PromptStore } from './prompts/prompt-store.ts'
export { type ChatRequest, type ChatRequestMessage, toChatRequest } from './prompts/to-chat-request.ts'
export type { PromptDeployment, PromptWatch, WatchPromptOptions } from './prompts/watch-prompt.ts'
export type {
  ChatMessage,
  Json,
  RecordedCall,
  RowContext,
  RowInput,
  RunProgress,
  RunStatus,
  RunSummary,
  RunView,
  TokenUsage,
  ToolCall,
  TrialStatus,
} from './runs/run-messages.ts'
export {
  createRun,
  type NewRun,
  type RunResult,
  type RunTargetOptions,
  resultOfRun,
  runTarget,
} from './runs/run-target.ts'
export { isTargetAnswer, type TargetAnswer } from './runs/target-answer.ts'
export {
  type TargetFunction,
  type TargetRow,
  type TargetTrial,
  type WorkOptions,
  workOnRun,
} from './runs/work-on-run.ts'
