import { call } from './fetch-json.ts'

export interface ServerEvent {
  readonly event: string
  readonly data: string
}

/**
 * Splits a text/event-stream into events (HTML standard, section 9.2.6). Text may be cut anywhere between calls.
 * `EventSource` is not used because it can send no header, and the project travels in one.
 */
export function createEventParser(): (chunk: string) => ServerEvent[] {
  let rest = ''
  let event = ''
  let data: string[] = []
  const readLine = (line: string): ServerEvent | undefined => {
    if (line === '') {
      const complete = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return complete
    }
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') event = value
    if (name === 'data') data.push(value)
    return undefined
  }
  return (chunk) => {
    // A carriage return at the end may be the first half of a line end.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    return lines.map(readLine).filter((complete) => complete !== undefined)
  }
}

/** Calls `onEvent` for every event until the server ends the stream or the signal aborts it. */
export async function readEvents(
  path: string,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const response = await call(path, { signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  const parse = createEventParser()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const event of parse(value)) onEvent(event)
  }
}
