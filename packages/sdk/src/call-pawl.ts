import { PawlError } from './pawl-error.ts'

export interface Connection {
  readonly baseUrl: string
  readonly apiKey: string | undefined
  readonly project: string | undefined
  readonly fetch: typeof globalThis.fetch
  /** For one attempt. */
  readonly timeoutMs: number
  /** Further attempts after the first. */
  readonly maxRetries: number
}

const firstDelayMs = 500
const longestDelayMs = 30_000

export interface PawlCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** With its query, from `/api` on. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** For one attempt, where that of the client is too short. */
  readonly timeoutMs?: number
}

/**
 * Posts JSON and returns the JSON of the answer.
 *
 * @throws as `callPawl`
 */
export function postJson(connection: Connection, path: string, body: unknown): Promise<unknown> {
  return callPawl(connection, { method: 'POST', path, body })
}

/**
 * Makes a call and returns the JSON of the answer; undefined where there is none. Tries again after 429 and 503, when
 * `Retry-After` says so, else after growing delays; never after another answer, which would be the same again.
 *
 * @throws PawlError; the reason of the signal
 */
export async function callPawl(connection: Connection, call: PawlCall): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await attemptCall(connection, call)
    if (answer.response.ok) return bodyOf(answer)
    const { status, headers } = answer.response
    const isBusy = status === 429 || status === 503
    if (!isBusy || attempt >= connection.maxRetries) throw refusalOf(answer.text, status)
    await pause(retryDelayMs(headers.get('retry-after'), attempt))
    call.signal?.throwIfAborted()
  }
}

/** What changed since `etag`; `null` for nothing. */
export type ChangedAnswer = { readonly body: unknown; readonly etag: string | null } | null

/**
 * Asks once, and not again while the server is busy, for what is newer than the ETag.
 *
 * @throws PawlError
 */
export async function fetchChanged(connection: Connection, path: string, etag: string | null): Promise<ChangedAnswer> {
  const headers = etag === null ? {} : { 'if-none-match': etag }
  const answer = await attemptCall(connection, { method: 'GET', path, headers })
  const { response, text } = answer
  if (response.status === 304 && etag !== null) return null
  if (!response.ok) throw refusalOf(text, response.status)
  return { body: bodyOf(answer), etag: response.headers.get('etag') }
}

interface Answer {
  readonly response: Response
  readonly text: string
}

const bodyOf = ({ response, text }: Answer): unknown => (text === '' ? undefined : parsedAnswer(text, response.status))

async function attemptCall(connection: Connection, call: PawlCall): Promise<Answer> {
  const { method, path, body, signal, timeoutMs = connection.timeoutMs } = call
  const headers: Record<string, string> = { accept: 'application/json', ...call.headers }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (connection.apiKey !== undefined) headers.authorization = `Bearer ${connection.apiKey}`
  if (connection.project !== undefined) headers['x-pawl-project'] = connection.project
  const timeout = AbortSignal.timeout(timeoutMs)
  const response = await reaching({ connection, signal, timeoutMs }, () =>
    connection.fetch(`${connection.baseUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }),
  )
  return { response, text: await readText(response) }
}

interface Reach {
  readonly connection: Connection
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

async function reaching({ connection, signal, timeoutMs }: Reach, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call()
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new PawlError(`Pawl at ${connection.baseUrl} did not answer within ${timeoutMs} ms.`, {
        code: 'timeout',
        cause,
      })
    }
    throw new PawlError(`Pawl at ${connection.baseUrl} cannot be reached.`, {
      code: 'server_unreachable',
      fix: 'Check that the server runs and that baseUrl names it.',
      cause,
    })
  }
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (cause) {
    throw new PawlError('The connection to Pawl ended in the middle of its answer.', {
      code: 'server_unreachable',
      status: response.status,
      cause,
    })
  }
}

function parsedAnswer(text: string, status: number): unknown {
  const answer = parsedOrUndefined(text)
  if (answer !== undefined) return answer
  throw new PawlError('The answer is not from Pawl: it is no JSON.', {
    code: 'not_pawl',
    status,
    fix: 'Check that baseUrl names a Pawl server.',
  })
}

/** From a problem body (RFC 9457); other bodies are not repeated, since they may be a page of HTML. */
function refusalOf(text: string, status: number): PawlError {
  const problem = parsedOrUndefined(text)
  if (typeof problem !== 'object' || problem === null || !('detail' in problem) || !('code' in problem)) {
    return new PawlError(`The server answered ${status}, and not as Pawl would.`, { code: 'not_pawl', status })
  }
  const fix = 'fix' in problem ? String(problem.fix) : undefined
  return new PawlError(String(problem.detail), { code: String(problem.code), status, fix })
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** `Retry-After` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryDelayMs(retryAfter: string | null, attempt: number): number {
  const growing = firstDelayMs * 2 ** attempt
  if (retryAfter === null) return Math.min(longestDelayMs, growing)
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Math.min(longestDelayMs, Math.max(0, Number.isNaN(asked) ? growing : asked))
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs)
  })
}
