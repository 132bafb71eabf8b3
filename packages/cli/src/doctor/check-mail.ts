import { createConnection } from 'node:net'
import { type Finding, ok, warning } from './finding.ts'

export interface MailSettings {
  readonly smtpUrl: string | undefined
  readonly mailFrom: string | undefined
}

const check = 'mail'
const waitMs = 5000

/** Whether alerts can go out as mail: by the settings, and by whether the mail server answers. It is not logged in there. */
export async function checkMail({ smtpUrl, mailFrom }: MailSettings): Promise<Finding> {
  if (smtpUrl === undefined && mailFrom === undefined) {
    return ok(check, 'none is set up: alerts go to chats, webhooks and pages (PAWL_SMTP_URL, PAWL_MAIL_FROM)')
  }
  if (smtpUrl === undefined || mailFrom === undefined) {
    const missing = smtpUrl === undefined ? 'PAWL_SMTP_URL' : 'PAWL_MAIL_FROM'
    return warning(check, `${missing} is not set, so that no mail is sent`, `Set ${missing}, or neither.`)
  }
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : null
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol)) {
    const fix = 'Set it to smtps://name:password@mail.example.com or smtp://….'
    return warning(check, 'PAWL_SMTP_URL is not the address of a mail server', fix)
  }
  const place = { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: portOf(url) }
  const failure = await connectFailure(place)
  if (failure === null) return ok(check, `${place.host}:${place.port} answers`)
  return warning(
    check,
    `${place.host}:${place.port} does not answer: ${failure}`,
    'Look at PAWL_SMTP_URL, and at what may stand between; then `pawl alerts channels test <name>`.',
  )
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port))

function connectFailure(place: { readonly host: string; readonly port: number }): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...place, timeout: waitMs })
    const end = (failure: string | null) => {
      socket.destroy()
      resolve(failure)
    }
    socket.once('connect', () => end(null))
    socket.once('timeout', () => end(`nothing within ${waitMs / 1000} s`))
    socket.once('error', (error) => end(error.message))
  })
}
