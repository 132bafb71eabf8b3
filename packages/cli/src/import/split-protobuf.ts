import { BrokenInput } from './broken-input.ts'

export interface ProtobufPart {
  /** From 1: which ResourceSpans of the file. */
  readonly number: number
  /** A whole ExportTraceServiceRequest; undefined for one longer than the limit, which is skipped. */
  readonly bytes: Uint8Array | undefined
}

/**
 * An ExportTraceServiceRequest is nothing but ResourceSpans in a row, each of which is a request of its own. So a file
 * of any size is read in pieces, and so are several requests written one after the other.
 *
 * @throws BrokenInput where the file stops being one
 */
export async function* splitProtobuf(
  chunks: AsyncIterable<Uint8Array>,
  { maxPartBytes }: { maxPartBytes: number },
): AsyncGenerator<ProtobufPart> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  // No look at the bytes before this many are there: joining them for every chunk of a long record would be quadratic.
  let wantedBytes = 1
  let skipBytes = 0
  let number = 1
  for await (const chunk of chunks) {
    const skipped = Math.min(skipBytes, chunk.length)
    skipBytes -= skipped
    waiting.push(chunk.subarray(skipped))
    waitingBytes += chunk.length - skipped
    if (waitingBytes < wantedBytes) continue
    let buffer: Uint8Array = Buffer.concat(waiting)
    for (let end = endOfPart(buffer); ; end = endOfPart(buffer)) {
      wantedBytes = end ?? buffer.length + 1
      if (end !== undefined && end > maxPartBytes) {
        yield { number: number++, bytes: undefined }
        skipBytes = Math.max(0, end - buffer.length)
      } else if (end === undefined || end > buffer.length) break
      else yield { number: number++, bytes: buffer.subarray(0, end) }
      buffer = buffer.subarray(end)
    }
    waiting = [buffer]
    waitingBytes = buffer.length
  }
  if (waitingBytes > 0 || skipBytes > 0) throw new BrokenInput('the file ends in the middle of a record')
}

const resourceSpansTag = 0x0a

/** Where the first ResourceSpans of the buffer ends; undefined when too little has been read to tell. */
function endOfPart(buffer: Uint8Array): number | undefined {
  if (buffer.length === 0) return undefined
  if (buffer[0] !== resourceSpansTag) throw new BrokenInput('this is no ResourceSpans message')
  let length = 0
  for (let at = 1; at <= 5; at += 1) {
    const byte = buffer[at]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 2 ** (7 * (at - 1))
    if (byte < 0x80) return at + 1 + length
  }
  throw new BrokenInput('a record has an impossible length')
}
