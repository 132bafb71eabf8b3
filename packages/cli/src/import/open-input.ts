import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BrokenInput } from './broken-input.ts'

export interface Input {
  /** The content, unpacked if it was gzipped. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** First bytes of the content, which `chunks` gives again. */
  readonly head: Uint8Array
  /** Share of the file that was read, 0–1; undefined for a stream without a known end. */
  readonly shareRead: () => number | undefined
}

const headBytes = 4096

/** Opens a file, or standard input for `-`. Throws the file system's error when it cannot be read. */
export async function openInput(file: string, stdin: Readable): Promise<Input> {
  const sizeBytes = file === '-' ? undefined : (await stat(file)).size
  let bytesRead = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of file === '-' ? stdin : createReadStream(file, { highWaterMark: 256 * 1024 })) {
      bytesRead += chunk.length
      yield chunk
    }
  }
  const packed = await peek(counted())
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b
  const { head, chunks } = isGzip ? await peek(gunzipped(packed.chunks)) : packed
  return { head, chunks, shareRead: () => (sizeBytes === undefined ? undefined : bytesRead / Math.max(1, sizeBytes)) }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  // The reader below is told of the error, too.
  pipeline(Readable.from(chunks), gunzip, () => undefined)
  try {
    yield* gunzip
  } catch (error) {
    throw new BrokenInput(`the gzip data is damaged (${error instanceof Error ? error.message : error})`)
  }
}

async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  const taken: Uint8Array[] = []
  let length = 0
  while (length < headBytes) {
    const next = await iterator.next()
    if (next.done) break
    taken.push(next.value)
    length += next.value.length
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    yield* taken.splice(0)
    yield* { [Symbol.asyncIterator]: () => iterator }
  }
  return { head: Buffer.concat(taken).subarray(0, headBytes), chunks: again() }
}
