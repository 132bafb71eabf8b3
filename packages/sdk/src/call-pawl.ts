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

/**
 * Posts JSON and returns the JSON of the answer. Tries again after 429 and 503, when `Retry-After` says so, else after
 * growing delays; never after another answer, which would be the same again.
 *
 * @throws PawlError
 */
export async function postJson(connection: Connection, path: string, body: unknown): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await attemptPost(connection, path, body)
    const text = await readText(response)
    if (response.ok) return parsedAnswer(text, response.status)
    const isBusy = response.status === 429 || response.status === 503
    if (!isBusy || attempt >= connection.maxRetries) throw refusalOf(text, response.status)
    await pause(retryDelayMs(response.headers.get('retry-after'), attempt))
  }
}

async function attemptPost(connection: Connection, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' }
  if (connection.apiKey !== undefined) headers.authorization = `Bearer ${connection.apiKey}`
  if (connection.project !== undefined) headers['x-pawl-project'] = connection.project
  return reaching(connection, () =>
    connection.fetch(`${connection.baseUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(connection.timeoutMs),
    }),
  )
}

async function reaching(connection: Connection, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new PawlError(`Pawl at ${connection.baseUrl} did not answer within ${connection.timeoutMs} ms.`, {
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
