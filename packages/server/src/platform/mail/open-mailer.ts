import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { oneLine } from './one-line.ts'

export interface MailSettings {
  /** `smtp://` or `smtps://`, with the name and the password of an account where one is needed. */
  readonly smtpUrl: string | null
  /** `pawl@example.com` or `Pawl <pawl@example.com>` */
  readonly mailFrom: string | null
  /** Certificates to trust besides those of Node, in PEM. */
  readonly certificates?: string
  /** Of each step of the conversation with the server. */
  readonly timeoutMs?: number
}

export interface Mail {
  /** The same for the same message, so that a receiver sees that it comes a second time. */
  readonly id: string
  /** Messages of one topic are shown as one conversation. */
  readonly topic: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailOutcome {
  /** '' when it was taken. */
  readonly error: string
  /** Trying again later would change nothing. */
  readonly isFinal: boolean
}

export interface Mailer {
  /** Why no mail can be sent: which settings are missing; null when it can. */
  readonly problem: string | null
  /** One attempt. */
  send(mail: Mail): Promise<MailOutcome>
  close(): void
}

const defaultTimeoutMs = 15_000

/**
 * Sends mail by the server that the operator named. Where it has a password, the connection must be encrypted before the password goes
 * over it, except to this machine. A subject or an address can hold no line break, so that neither adds a header.
 */
export function openMailer({ smtpUrl, mailFrom, certificates, timeoutMs = defaultTimeoutMs }: MailSettings): Mailer {
  const problem = problemOf({ smtpUrl, mailFrom })
  if (smtpUrl === null || mailFrom === null) {
    return { problem, send: async () => ({ error: problem ?? '', isFinal: true }), close: () => undefined }
  }
  const transport = createTransport({
    ...connectionOf(new URL(smtpUrl)),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    ...(certificates !== undefined && { tls: { ca: certificates } }),
    // What a message holds is text, never a place to read it from.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  const domain = /@([^@\s>]+)>?$/.exec(mailFrom)?.[1] ?? 'localhost'
  const idOf = (text: string) => `<${text.replace(/[^\w.-]/g, '_')}@${domain}>`
  return {
    problem: null,
    async send({ id, topic, to, subject, text, html }) {
      try {
        const { rejected } = await transport.sendMail({
          from: mailFrom,
          to: to.map((address) => ({ name: '', address: oneLine(address) })),
          subject: oneLine(subject),
          text,
          html,
          messageId: idOf(id),
          references: idOf(topic),
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        // The others have it: another attempt would send it to them twice.
        if (rejected.length > 0) return { error: `not taken for ${rejected.map(String).join(', ')}`, isFinal: true }
        return { error: '', isFinal: false }
      } catch (error) {
        return failureOf(error)
      }
    },
    close: () => transport.close(),
  }
}

function problemOf({ smtpUrl, mailFrom }: Pick<MailSettings, 'smtpUrl' | 'mailFrom'>): string | null {
  const missing = [
    ...(smtpUrl === null ? ['PAWL_SMTP_URL (smtps://name:password@mail.example.com)'] : []),
    ...(mailFrom === null ? ['PAWL_MAIL_FROM (pawl@example.com)'] : []),
  ]
  return missing.length === 0 ? null : `The server cannot send mail: set ${missing.join(' and ')}.`
}

function connectionOf(url: URL) {
  const isSecure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const hasAccount = url.username !== ''
  const account = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  return {
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    requireTLS: !isSecure && hasAccount && !isThisMachine(host),
    ...(hasAccount && { auth: account }),
  }
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** A server that does not answer, or says "later" (4xx), may do better another time; what it refuses (5xx) it refuses again. */
function failureOf(error: unknown): MailOutcome {
  if (!(error instanceof Error)) return { error: String(error), isFinal: false }
  const { responseCode, code } = error as Error & { readonly responseCode?: number; readonly code?: string }
  const isRefused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
  return { error: oneLine(error.message), isFinal: isRefused }
}
