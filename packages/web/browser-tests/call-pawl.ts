/** Asks the API as a page of it would; throws what it answered when that was no success. */
export async function callPawl<Answer>(
  url: string,
  path: string,
  request: {
    readonly method?: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Answer> {
  const { method = request.body === undefined ? 'GET' : 'POST', body, headers } = request
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as Answer
}

/** A GET, or a POST where there is a body. */
export type Ask = <Answer = unknown>(path: string, body?: unknown, method?: string) => Promise<Answer>

export const askAt =
  (url: string): Ask =>
  (path, body, method) =>
    callPawl(url, path, { ...(body === undefined ? {} : { body }), ...(method === undefined ? {} : { method }) })
