/** Calls the API as a script would: a GET, or a POST when there is a body. Throws with the answer when it is refused. */
export async function call<Answer = unknown>(url: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} was refused with ${response.status}: ${text}`)
  return JSON.parse(text) as Answer
}
