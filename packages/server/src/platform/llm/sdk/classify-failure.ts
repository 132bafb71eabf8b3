import { AppError, type CallFailure } from '@pawl/core'
import { BrokenAnswer } from './read-sdk-answer.ts'

/** What went wrong with one attempt: what decides over another one, and a sentence for people. */
export interface ClassifiedFailure {
  readonly failure: CallFailure
  /** Without a full stop: `answered with status 500: Overloaded`. May hold what the provider said. */
  readonly message: string
}

/**
 * @throws AppError what is nobody's passing trouble: an address that may not be called, content that the provider
 * does not take
 */
export async function classifyFailure(error: unknown): Promise<ClassifiedFailure> {
  const { APICallError, UnsupportedFunctionalityError } = await import('ai')
  const refusal = findCause(error, AppError.isInstance)
  if (refusal !== undefined) throw refusal
  if (UnsupportedFunctionalityError.isInstance(error)) {
    throw new AppError('bad_request', `The provider does not take this: ${error.functionality}.`, {
      fix: 'Leave it out, or use another provider.',
    })
  }
  if (error instanceof BrokenAnswer) return broken(error.message)
  if (APICallError.isInstance(error)) return classifyCall(error)
  const code = networkCode(error)
  return code === undefined ? broken(`it could not be read (${messageOf(error)})`) : noAnswer(code)
}

interface CallError {
  readonly message: string
  readonly statusCode?: number | undefined
  readonly responseHeaders?: Record<string, string> | undefined
  readonly responseBody?: string | undefined
  readonly cause?: unknown
}

function classifyCall(error: CallError): ClassifiedFailure {
  const { statusCode: status } = error
  const code = networkCode(error)
  if (status === undefined) return noAnswer(code ?? 'unknown')
  if (status >= 300) return classifyStatus(status, error)
  if (code === 'ANSWER_TOO_LONG') return noAnswer(code)
  if (code !== undefined) return broken(`the connection ended in the middle of it (${code})`)
  const contentType = error.responseHeaders?.['content-type'] ?? ''
  const isJson = /json|event-stream/i.test(contentType)
  return broken(
    isJson ? 'its JSON is not valid, or not what the API says' : `it is of the type ${contentType || 'unknown'}`,
  )
}

function classifyStatus(status: number, error: CallError): ClassifiedFailure {
  const said = readErrorBody(error.responseBody)
  return {
    failure: {
      type: 'http',
      status,
      headers: error.responseHeaders ?? {},
      ...(said.code !== undefined && { errorCode: said.code }),
    },
    message:
      said.message === undefined ? `answered with status ${status}` : `answered with status ${status}: ${said.message}`,
  }
}

const broken = (what: string): ClassifiedFailure => ({
  failure: { type: 'broken_answer' },
  message: `gave a broken answer: ${what}`,
})

const noAnswer = (code: string): ClassifiedFailure => ({
  failure: { type: 'network', code },
  message: sentences.get(code) ?? `did not answer (${code})`,
})

const sentences: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'does not answer: nothing listens at its address (ECONNREFUSED)'],
  ['ENOTFOUND', 'does not answer: its host name is not known (ENOTFOUND)'],
  ['ECONNRESET', 'ended the connection without an answer (ECONNRESET)'],
  ['ANSWER_TOO_LONG', 'sent more than any answer may be'],
])

/** OpenAI, Anthropic and Google say `{"error": {"message", "code" | "type" | "status"}}`. */
function readErrorBody(body: string | undefined): { readonly code?: string; readonly message?: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body ?? '')
  } catch {
    return {}
  }
  const error = fieldOf(parsed, 'error')
  const message = textOf(fieldOf(error, 'message')) ?? textOf(error) ?? textOf(fieldOf(parsed, 'message'))
  const code = textOf(fieldOf(error, 'code')) ?? textOf(fieldOf(error, 'type')) ?? textOf(fieldOf(error, 'status'))
  return { ...(message !== undefined && { message }), ...(code !== undefined && { code }) }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown').slice(0, 200)

function networkCode(error: unknown): string | undefined {
  return findCause(error, (one): one is { readonly code: string } => {
    const code = fieldOf(one, 'code')
    return one instanceof Error && typeof code === 'string' && code !== ''
  })?.code
}

function findCause<Found>(error: unknown, isIt: (one: unknown) => one is Found): Found | undefined {
  let one = error
  for (let depth = 0; depth < 5 && one !== undefined && one !== null; depth++) {
    if (isIt(one)) return one
    one = fieldOf(one, 'cause')
  }
  return undefined
}
