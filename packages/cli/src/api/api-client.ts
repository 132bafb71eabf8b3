import { AppError, type ErrorCode, httpStatusOf, jsonOrUndefined, type Problem, problemSchema } from '@pawl/core'
import { z } from 'zod'

export interface ApiConnection {
  readonly serverUrl: string
  readonly key: string | undefined
  readonly project: string | undefined
}

type QueryValue = string | number | readonly string[] | undefined
export type Query = Readonly<Record<string, QueryValue>>

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Query
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as they are, with `headers` naming the type. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  /** Sent as it is read; the answer may take as long as it does. */
  readonly stream?: AsyncIterable<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface ApiClient {
  /** Where the server is, without a slash at the end. */
  readonly serverUrl: string
  /** The answer of a successful call, checked. */
  readonly fetchAnswer: <Answer>(path: string, schema: z.ZodType<Answer>, call?: ApiCall) => Promise<Answer>
  /** The open response of a successful call, for streams. There is no time limit on it. */
  readonly open: (path: string, call?: ApiCall) => Promise<Response>
}

const answerTimeoutMs = 60_000

/**
 * A client of Pawl's HTTP API. Every call throws an AppError: `server_unreachable` when nobody answers, the server's
 * own code when it refuses.
 */
export function createApiClient(connection: ApiConnection): ApiClient {
  const serverUrl = checkedServerUrl(connection.serverUrl)
  const open = async (path: string, call: ApiCall = {}): Promise<Response> => {
    const response = await send(
      new URL(`${serverUrl}${path}${queryString(call.query)}`),
      withConnection(call, connection),
    )
    if (!response.ok) throw await refusalOf(response, serverUrl)
    return response
  }
  return {
    serverUrl,
    open,
    fetchAnswer: async (path, schema, call = {}) => {
      const signal = AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), ...(call.signal ? [call.signal] : [])])
      const response = await open(path, { ...call, signal })
      return checkedAnswer(schema, response.status === 204 ? undefined : await jsonOf(response, serverUrl), serverUrl)
    },
  }
}

function checkedServerUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new AppError('bad_configuration', `The server address "${text}" is not an HTTP address.`, {
      fix: 'Use an address such as http://127.0.0.1:4318 in --server or PAWL_SERVER.',
    })
  }
  return text.replace(/\/+$/, '')
}

function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const each of typeof value === 'object' ? value : [value]) parameters.append(name, String(each))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

function withConnection(call: ApiCall, { key, project }: ApiConnection): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'pawl-cli', ...call.headers }
  if (key !== undefined) headers.authorization = `Bearer ${key}`
  if (project !== undefined) headers['x-pawl-project'] = project
  const init: RequestInit = { method: call.method ?? 'GET', headers, redirect: 'error' }
  if (call.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(call.body)
  }
  if (call.bytes !== undefined) init.body = call.bytes
  if (call.stream !== undefined) {
    headers['content-type'] = 'application/octet-stream'
    Object.assign(init, { body: call.stream, duplex: 'half' })
  }
  if (call.signal !== undefined) init.signal = call.signal
  return init
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted && !isTimeout(init.signal.reason)) throw error
    throw unreachable(url.origin, error)
  }
}

function unreachable(origin: string, error: unknown): AppError {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  const why = isTimeout(error)
    ? `it did not answer within ${answerTimeoutMs / 1000} seconds`
    : (reasons[code] ?? (cause instanceof Error ? cause.message : String(cause)))
  return new AppError('server_unreachable', `The Pawl server at ${origin} cannot be reached: ${why}.`, {
    fix: 'Start one with `pawl serve`, or name another with --server or PAWL_SERVER.',
    cause: error,
  })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

const keyFix = 'Give a key with --key or PAWL_KEY; `pawl keys create` makes one, by whoever has an admin key.'

/** The AppError that a refusing response stands for. */
async function refusalOf(response: Response, serverUrl: string): Promise<AppError> {
  const text = await textOf(response, serverUrl)
  const body = jsonOrUndefined(text)
  const retryAfterS = retryAfterSOf(response.headers.get('retry-after'))
  const retry = retryAfterS === undefined ? {} : { retryAfterS }
  const problem = problemSchema.safeParse(body)
  if (problem.success) {
    const { detail, where } = problem.data
    const code = codeOf(problem.data)
    // The server speaks of headers and of signing in, which is not how a command is given a key.
    const fix = code === 'unauthenticated' ? keyFix : problem.data.fix
    return new AppError(code, detail, {
      ...(fix === undefined ? {} : { fix }),
      ...(where === undefined ? {} : { where }),
      ...retry,
    })
  }
  // The receiver answers as OTLP wants it: with a google.rpc.Status.
  const status = receiverStatusSchema.safeParse(body)
  if (!status.success) return notPawl(response, serverUrl)
  return new AppError(receiverCodes[response.status] ?? 'internal', status.data.message, retry)
}

const receiverStatusSchema = z.object({ message: z.string() })
const receiverCodes: Readonly<Record<number, ErrorCode>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'store_unavailable',
}

function codeOf(problem: Problem): ErrorCode {
  if (problem.code in httpStatusOf) return problem.code as ErrorCode
  return problem.status >= 500 ? 'internal' : 'bad_request'
}

function notPawl(response: Response, serverUrl: string): AppError {
  const type = response.headers.get('content-type') ?? 'no content type'
  return new AppError('server_unreachable', `${serverUrl} answered ${response.status} (${type}), not as Pawl would.`, {
    fix: 'Name the address of a Pawl server with --server or PAWL_SERVER.',
  })
}

/** Seconds from a `Retry-After` header: a number of them, or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterSOf(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000)
}

async function jsonOf(response: Response, serverUrl: string): Promise<unknown> {
  const answer = jsonOrUndefined(await textOf(response, serverUrl))
  if (answer === undefined) throw notPawl(response, serverUrl)
  return answer
}

async function textOf(response: Response, serverUrl: string): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw unreachable(serverUrl, error)
  }
}

function checkedAnswer<Answer>(schema: z.ZodType<Answer>, answer: unknown, serverUrl: string): Answer {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('internal', `The answer of ${serverUrl} is not what this version of pawl expects.`, {
    where: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    fix: 'Use the same version of pawl as the server.',
  })
}
