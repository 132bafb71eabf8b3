export interface Line {
  /** From 1. */
  readonly number: number
  /** Undefined for a line longer than the limit, which is skipped. */
  readonly text: string | undefined
}

const newline = 0x0a

/**
 * The lines of UTF-8 text, without their ends and without empty ones. Holds one line at a time. Invalid UTF-8 becomes
 * U+FFFD.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineBytes }: { maxLineBytes: number },
): AsyncGenerator<Line> {
  const decoder = new TextDecoder()
  let number = 1
  let parts: Uint8Array[] = []
  let length = 0
  const take = (): Line => {
    const text = length > maxLineBytes ? undefined : decoder.decode(Buffer.concat(parts))
    parts = []
    length = 0
    return { number: number++, text }
  }
  const keep = (part: Uint8Array) => {
    length += part.length
    // Past the limit only the length is counted, so that one endless line costs no memory.
    if (length > maxLineBytes) parts = []
    else parts.push(part)
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end))
      start = end + 1
      const line = take()
      if (line.text?.trim() !== '') yield line
    }
    keep(chunk.subarray(start))
  }
  if (length > 0) {
    const line = take()
    if (line.text?.trim() !== '') yield line
  }
}
