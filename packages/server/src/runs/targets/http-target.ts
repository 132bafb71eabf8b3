import { setTimeout as sleep } from 'node:timers/promises'
import {
  AppError,
  type CallFailure,
  decideRetry,
  defaultRetryPolicy,
  isArray,
  isObject,
  type JsonValue,
  jsonOrUndefined,
  readAnswerPath,
  renderRequestBody,
  renderRequestUrl,
  type TargetSpec,
} from '@pawl/core'
import { timedOut } from '../../platform/outgoing/index.ts'
import type { OpenedSecrets } from '../../platform/secrets/index.ts'
import { systemCode } from '../../platform/system-error/index.ts'
import type { RunsDeps } from '../runs-deps.ts'
import { failedOutput, type Target, type TargetCall, type TargetOutput } from './target.ts'

type HttpSpec = Extract<TargetSpec, { type: 'http' }>

/** An address that is sent each row. What it answers holds no secret that it was sent. */
export function openHttpTarget(deps: Pick<RunsDeps, 'outgoing' | 'secrets'>, project: string, spec: HttpSpec): Target {
  const texts = [spec.url, ...Object.values(spec.headers)]
  return async (call) => {
    // Outside of what is caught: a secret that is missing would stop every other trial too.
    const secrets = await deps.secrets.open(project, texts)
    try {
      const request = requestOf(spec, call, secrets)
      for (let attempt = 1; ; attempt++) {
        const result = await callOnce({ spec, deps, call, request, secrets })
        if ('output' in result) return result
        const decision = decideRetry(
          {
            failure: result.failure,
            attempt,
            nowMs: Date.now(),
            seed: call.leased.traceparent,
          },
          { ...defaultRetryPolicy, maxAttempts: spec.maxAttempts },
        )
        if (!decision.retry) return failedOutput(result.type, `${result.message} (${decision.reason})`)
        await sleep(decision.delayMs, undefined, { signal: call.signal })
      }
    } catch (error) {
      if (!AppError.isInstance(error) || call.signal.aborted) throw error
      const message = error.fix === undefined ? error.message : `${error.message} ${error.fix}`
      return failedOutput(error.code, secrets.redact(message))
    }
  }
}

type HttpRequest = Omit<Parameters<RunsDeps['outgoing']['send']>[0], 'signal' | 'timeoutMs'>

function requestOf(spec: HttpSpec, { leased }: TargetCall, secrets: OpenedSecrets): HttpRequest {
  const { rowId, rowRevision, trial, attempt, traceparent, input, context } = leased
  const values = {
    ...input.variables,
    // They came as JSON and hold nothing else; a copy for each trial would cost as much as sending it.
    ...({ input, context } as unknown as { input: JsonValue; context: JsonValue }),
    ...{ rowId, rowRevision, trial, attempt, traceparent },
  }
  const own = Object.entries(spec.headers).map(([name, value]) => [name, secrets.fill(value)])
  const headers: Record<string, string> = {
    ...{ 'content-type': 'application/json', accept: 'application/json' },
    ...Object.fromEntries(own),
    traceparent,
  }
  // Before the row's values: what a row holds is never read as a reference to a secret.
  const url = renderRequestUrl(secrets.fill(spec.url, encodeURIComponent), values)
  if (spec.method === 'GET') return { url, method: 'GET', headers, body: null }
  const body = JSON.stringify(spec.body === null ? { input: values.input } : renderRequestBody(spec.body, values))
  return { url, method: spec.method, headers, body }
}

interface OneCall {
  readonly spec: HttpSpec
  readonly deps: Pick<RunsDeps, 'outgoing'>
  readonly call: TargetCall
  readonly request: HttpRequest
  readonly secrets: OpenedSecrets
}

interface Failed {
  readonly failure: CallFailure
  readonly type: string
  readonly message: string
}

async function callOnce({ spec, deps, call, request, secrets }: OneCall): Promise<TargetOutput | Failed> {
  const startedMs = performance.now()
  try {
    const {
      status,
      headers,
      text: said,
    } = await deps.outgoing.send({
      ...request,
      signal: call.signal,
      timeoutMs: spec.timeoutMs,
    })
    const latencyMs = performance.now() - startedMs
    const text = secrets.redact(said)
    if (status >= 200 && status < 300) return { ...outputOf(spec, text), latencyMs }
    const message = `The target answered ${status}: ${startOf(text)}`
    return { failure: { type: 'http', status, headers }, type: `http_${status}`, message }
  } catch (error) {
    if (AppError.isInstance(error) || call.signal.aborted) throw error
    const code = systemCode(error) ?? ''
    if (code === timedOut) {
      const message = `The target gave no answer within ${spec.timeoutMs} ms`
      return { failure: { type: 'timeout' }, type: 'timeout', message }
    }
    const why = secrets.redact(error instanceof Error ? error.message : String(error))
    const message = `The target could not be reached: ${why}`
    return { failure: { type: 'network', code }, type: code === '' ? 'network' : code, message }
  }
}

const startOf = (text: string): string => {
  const line = text.slice(0, 500).replace(/\s+/g, ' ').trim()
  return line === '' ? 'an empty body' : line
}

function outputOf(spec: HttpSpec, text: string): TargetOutput {
  const parsed = jsonOrUndefined(text)
  const answer = parsed === undefined ? text : parsed
  const toolCalls = spec.toolCallsPath === null ? undefined : toolCallsOf(readAnswerPath(answer, spec.toolCallsPath))
  const usage = spec.usagePath === null ? undefined : usageOf(readAnswerPath(answer, spec.usagePath))
  return {
    output: { messages: [], value: readAnswerPath(answer, spec.outputPath) },
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(usage === undefined ? {} : { usage }),
  }
}

/** `[{name, arguments}]`, or as OpenAI writes them: `[{function: {name, arguments}}]`. */
function toolCallsOf(value: JsonValue): NonNullable<TargetOutput['toolCalls']> {
  if (value === null) return []
  if (!isArray(value)) throw new AppError('bad_request', 'The tool calls in the answer are not a list.')
  return value.map((item, index) => {
    const call = isObject(item) && isObject(item.function) ? item.function : item
    if (isObject(call) && typeof call.name === 'string') {
      return { name: call.name, ...(call.arguments === undefined ? {} : { arguments: call.arguments }) }
    }
    throw new AppError('bad_request', `Tool call ${index} in the answer has no name.`)
  })
}

const inputNames = ['inputTokens', 'input_tokens', 'prompt_tokens', 'promptTokens'] as const
const outputNames = ['outputTokens', 'output_tokens', 'completion_tokens', 'completionTokens'] as const

/** Under any of the names that providers give it; null when it is none. */
function usageOf(value: JsonValue): NonNullable<TargetOutput['usage']> | null {
  if (!isObject(value)) return null
  const count = (names: readonly string[]) => {
    const found = names.map((name) => value[name]).find((each) => typeof each === 'number' && each >= 0)
    return typeof found === 'number' ? found : undefined
  }
  const [inputTokens, outputTokens] = [count(inputNames), count(outputNames)]
  if (inputTokens === undefined && outputTokens === undefined) return null
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 }
}
