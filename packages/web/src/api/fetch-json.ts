import { ProblemError, problemOfResponse, unreachable } from './problem-error.ts'
import { projectHeaders } from './project-choice.ts'

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON; a Blob is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Calls the server. Throws ProblemError for anything but 2xx; an abort is thrown as it is. */
export async function call(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', body, headers, signal } = options
  const isJson = body !== undefined && !(body instanceof Blob)
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...projectHeaders(),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable(error)
  }
  if (!response.ok) throw new ProblemError(await problemOfResponse(response))
  return response
}

/** Calls the server and reads its JSON; the shape is the API's promise. */
export async function fetchJson<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await call(path, options)
  return (await response.json()) as Answer
}
