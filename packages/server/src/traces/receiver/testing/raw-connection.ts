import { connect, type Socket } from 'node:net'

/** A TCP connection on which a test writes what no well-behaved client would. */
export class RawConnection {
  readonly socket: Socket
  /** Everything the server sent. */
  text = ''
  readonly closed: Promise<void>

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1')
    })
    // Resets are what some tests provoke.
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => resolve())
    })
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data)
  }

  /** The status code of the first answer, as soon as there is one; 0 when the connection closes without. */
  async status(): Promise<number> {
    const isClosed = this.closed.then(() => true)
    for (;;) {
      const match = /^HTTP\/1\.1 (?!100)(\d{3})/m.exec(this.text)
      if (match !== null) return Number(match[1])
      const tick = new Promise<false>((resolve) => setTimeout(() => resolve(false), 5))
      if (await Promise.race([isClosed, tick])) return Number(/^HTTP\/1\.1 (?!100)(\d{3})/m.exec(this.text)?.[1] ?? 0)
    }
  }
}

/** The head of a POST to /v1/traces. */
export function postHead(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ host: 'localhost', 'content-type': 'application/x-protobuf', ...headers })
  return `POST /v1/traces HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

/** Waits until `isTrue`, at most `limitMs`; whether it became true. */
export async function eventually(isTrue: () => boolean, limitMs = 5_000): Promise<boolean> {
  const end = Date.now() + limitMs
  while (!isTrue()) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return true
}
