import { ProblemError, problemOfResponse, unreachable } from './problem-error.ts'
import { projectHeaders } from './project-choice.ts'

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Calls the server. Throws ProblemError for anything but 2xx; an abort is thrown as it is. */
export async function call(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', body, signal } = options
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...projectHeaders(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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
