import {
  AppError,
  answerRecordedCall,
  isKnownPart,
  type Message,
  type MessagePart,
  type PromptVersion,
  type RecordedToolCall,
  renderPrompt,
  type TargetSpec,
  type ToolCall,
} from '@pawl/core'
import type { ModelAnswer, ModelPlace } from '../../platform/llm/index.ts'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import { failedOutput, type Target, type TargetCall, type TargetOutput } from './target.ts'

type PromptSpec = Extract<TargetSpec, { type: 'prompt' }>

interface PromptRun {
  readonly context: RunsContext
  readonly run: RunRecord
  readonly spec: PromptSpec
  readonly version: PromptVersion
  readonly place: ModelPlace
}

/**
 * A prompt version: its messages with the row's values, then the model's answers, with tool calls answered from what
 * the row recorded, until the model is done.
 *
 * @throws AppError `not_found`, `model_not_configured`
 */
export async function openPromptTarget(context: RunsContext, run: RunRecord, spec: PromptSpec): Promise<Target> {
  const version = await context.prompts.version(run.project, spec.prompt)
  const place = await context.models.locate(run.project, spec.model ?? version.content.model)
  return (call) => runPrompt({ context, run, spec, version, place }, call)
}

interface Dialogue {
  readonly messages: Message[]
  /** What the model said and was answered, without what it was sent at first. */
  readonly produced: Message[]
  readonly calls: ToolCall[]
  readonly answers: ModelAnswer[]
}

async function runPrompt(prompt: PromptRun, call: TargetCall): Promise<TargetOutput> {
  const { leased } = call
  const rendered = renderOrError(prompt, call)
  if ('error' in rendered) return rendered
  const dialogue: Dialogue = { messages: rendered.messages, produced: [], calls: [], answers: [] }
  for (let step = 0; step < prompt.spec.maxSteps; step++) {
    const answer = await answerOrError(prompt, call, { dialogue, step })
    if ('error' in answer) return { ...answer, ...figuresOf(dialogue) }
    dialogue.answers.push(answer)
    say(dialogue, answer.message)
    const asked = toolCallsOf(answer.message)
    if (asked.length === 0) return outputOf(dialogue)
    const unrecorded = answerCalls(dialogue, leased.context.toolCalls, asked)
    if (unrecorded !== null) return { ...outputOf(dialogue), unrecordedToolCall: unrecorded }
  }
  const message = `The model still called tools after ${prompt.spec.maxSteps} steps`
  return { ...outputOf(dialogue), error: { type: 'too_many_steps', message } }
}

function renderOrError({ version }: PromptRun, { leased }: TargetCall): { messages: Message[] } | ErrorOutput {
  try {
    return { messages: [...renderPrompt(version.content, leased.input).messages] }
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    return errorOutput(error)
  }
}

type ErrorOutput = TargetOutput & { readonly error: NonNullable<TargetOutput['error']> }

function errorOutput({ code, message, fix }: AppError): ErrorOutput {
  const error = { type: code, message: fix === undefined ? message : `${message} ${fix}` }
  return { ...failedOutput(error.type, error.message), error }
}

/** They would meet every other trial too. */
const stopsRun: ReadonlySet<string> = new Set(['model_not_configured', 'spending_cap_reached'])

async function answerOrError(
  { context, run, spec, version, place }: PromptRun,
  { leased, signal }: TargetCall,
  { dialogue, step }: { readonly dialogue: Dialogue; readonly step: number },
): Promise<ModelAnswer | ErrorOutput> {
  const { content, promptName, number } = version
  try {
    return await context.models.call({
      project: run.project,
      ...place,
      messages: dialogue.messages,
      parameters: content.parameters,
      tools: content.tools,
      responseFormat: content.responseFormat,
      cache: { rowId: `${leased.rowId}@${leased.rowRevision}`, trial: leased.trial, step },
      budget: await context.active.budgetOf(run),
      traceparent: leased.traceparent,
      attributes: {
        'pawl.run.id': run.id,
        'pawl.row.id': leased.rowId,
        'pawl.prompt.name': promptName,
        'pawl.prompt.version': String(number),
      },
      timeoutMs: spec.timeoutMs,
      signal,
    })
  } catch (error) {
    if (!AppError.isInstance(error) || signal.aborted || stopsRun.has(error.code)) throw error
    return errorOutput(error)
  }
}

function say(dialogue: Dialogue, message: Message): void {
  dialogue.messages.push(message)
  dialogue.produced.push(message)
}

type ToolCallPart = Extract<MessagePart, { type: 'tool_call'; name: string }>

const toolCallsOf = (message: Message): ToolCallPart[] =>
  message.parts.filter((part): part is ToolCallPart => isKnownPart(part) && part.type === 'tool_call')

/** @returns in words, the call that the row has no recording of; null when all are answered */
function answerCalls(
  dialogue: Dialogue,
  recorded: readonly RecordedToolCall[],
  asked: readonly ToolCallPart[],
): string | null {
  const parts: MessagePart[] = []
  for (const part of asked) {
    const call: ToolCall = { name: part.name, ...(part.arguments === undefined ? {} : { arguments: part.arguments }) }
    const answer = answerRecordedCall(recorded, call, dialogue.calls)
    dialogue.calls.push(answer.type === 'answered' && answer.isError ? { ...call, isError: true } : call)
    if (answer.type === 'unrecorded_tool_call') return answer.message
    parts.push({
      type: 'tool_call_response',
      ...(part.id === undefined ? {} : { id: part.id }),
      response: answer.result,
    })
  }
  say(dialogue, { role: 'tool', parts })
  return null
}

function outputOf(dialogue: Dialogue): TargetOutput {
  return { output: { messages: dialogue.produced }, toolCalls: dialogue.calls, ...figuresOf(dialogue) }
}

/** Over all answers. A figure that one of them has not is not known. */
function figuresOf({ answers }: Dialogue): Pick<TargetOutput, 'usage' | 'costUsd' | 'latencyMs' | 'responseModel'> {
  if (answers.length === 0) return {}
  const usages = answers.flatMap(({ usage }) => (usage === null ? [] : [usage]))
  const sum = (of: (usage: (typeof usages)[number]) => number | undefined) =>
    usages.reduce((total, usage) => total + (of(usage) ?? 0), 0)
  const costs = answers.map(({ costUsd }) => costUsd)
  return {
    usage:
      usages.length < answers.length
        ? null
        : {
            inputTokens: sum((usage) => usage.inputTokens),
            outputTokens: sum((usage) => usage.outputTokens),
            cacheReadTokens: sum((usage) => usage.cacheReadTokens),
            cacheWriteTokens: sum((usage) => usage.cacheWriteTokens),
            reasoningTokens: sum((usage) => usage.reasoningTokens),
          },
    costUsd: costs.some((cost) => cost === null) ? null : costs.reduce<number>((total, cost) => total + (cost ?? 0), 0),
    latencyMs: answers.reduce((total, { latencyMs }) => total + latencyMs, 0),
    responseModel: answers.at(-1)?.responseModel ?? null,
  }
}
