import type { ServerResponse } from 'node:http'
import type { ReplyFault } from './model-script.ts'

/** Answers wrongly in the way that is asked for; `body` is what would have been right. */
export function sendFault(response: ServerResponse, fault: ReplyFault, body: () => object = () => ({})): void {
  switch (fault.type) {
    case 'status':
      sendError(response, fault)
      return
    case 'rate_limited':
      sendError(response, {
        status: 429,
        headers: { 'retry-after': String(fault.retryAfterS) },
        errorCode: 'rate_limit_exceeded',
        message: 'Rate limit reached',
      })
      return
    case 'broken_json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": "chatcmpl-1", "choices": [{"mess')
      return
    case 'empty_choices':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...body(), choices: [] }))
      return
    case 'wrong_content_type':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please sign in</body></html>')
      return
    case 'truncated_body':
      sendHalf(response, JSON.stringify(body()))
      return
    case 'hang_up':
      response.destroy()
      return
    case 'silence':
      return
    case 'raw':
      response.writeHead(fault.status ?? 200, { 'content-type': fault.contentType ?? 'application/json' })
      response.end(fault.body)
  }
}

function sendError(
  response: ServerResponse,
  { status, headers = {}, errorCode = null, message = `Status ${status}` }: ErrorAnswer,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { message, type: 'scripted', param: null, code: errorCode } }))
}

interface ErrorAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly errorCode?: string | null
  readonly message?: string
}

/** The head promises the whole, and the connection ends after half of it. */
function sendHalf(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy())
}
