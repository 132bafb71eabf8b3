import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { tracesExport } from './grpc-client.ts'

export function connectRaw(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`)
  session.on('error', () => undefined)
  return session
}

/** A call that a test writes frame by frame. */
export function rawCall(session: ClientHttp2Session, headers: Readonly<Record<string, string>>): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': tracesExport,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  stream.on('error', () => undefined)
  return stream
}

/** The grpc-status of a raw call; -1 when the stream closes without. */
export function rawStatus(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve) => {
    const take = (headers: Record<string, unknown>): void => {
      if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']))
    }
    stream
      .on('response', take)
      .on('trailers', take)
      .on('close', () => resolve(-1))
      .resume()
  })
}

/** A message with gRPC's five-byte prefix. */
export function framed(bytes: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5)
  prefix[0] = flag
  prefix.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([prefix, bytes])
}
