import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

const fixture = (name: string): string => readFileSync(new URL(`../__fixtures__/${name}`, import.meta.url), 'utf8')

/** Of a server on this machine, signed by itself; for tests alone. */
export const localCertificate = fixture('localhost-certificate.pem')

export interface ReceivedMail {
  readonly to: readonly string[]
  readonly from: string
  readonly user: string | null
  readonly isEncrypted: boolean
  /** As it came, headers and all. */
  readonly source: string
}

export interface MailReceiver extends AsyncDisposable {
  readonly port: number
  readonly mails: ReceivedMail[]
}

export interface MailReceiverOptions {
  readonly server?: SMTPServerOptions
  /** The accounts that may log in, by name. Without them nobody needs to. */
  readonly accounts?: Readonly<Record<string, string>>
  /** Thrown for a recipient, if any. */
  readonly refusalOf?: (address: string) => (Error & { responseCode?: number }) | null
}

/** A real mail server that keeps what it gets. */
export async function startMailReceiver(options: MailReceiverOptions = {}): Promise<MailReceiver> {
  const { accounts, refusalOf = () => null } = options
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    key: fixture('localhost-key.pem'),
    cert: localCertificate,
    authOptional: accounts === undefined,
    onAuth({ username = '', password = '' }, _session, done) {
      const isRight = accounts?.[username] === password
      if (isRight) done(null, { user: username })
      else done(new Error('wrong name or password'))
    },
    onRcptTo({ address }, _session, done) {
      done(refusalOf(address))
    },
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          user: typeof user === 'string' ? user : null,
          isEncrypted: secure,
          source: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
    ...options.server,
  })
  // Clients that end a connection in the middle are what some tests are about.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
