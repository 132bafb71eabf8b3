import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Mail, openMailer } from './index.ts'
import { localCertificate, type MailReceiver, startMailReceiver } from './testing/index.ts'

const mail: Mail = {
  id: 'msg_1',
  topic: 'alt_1',
  to: ['ada@example.com', 'ben@example.com'],
  subject: 'Error rate rose',
  text: 'From 2 % to 9 %.',
  html: '<p>From 2 % to 9 %.</p>',
}
const mailFrom = 'Pawl <pawl@example.com>'
const certificates = localCertificate
const account = { accounts: { pawl: 's3cret:/@' } }

let open: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of open) await each[Symbol.asyncDispose]()
  open = []
})

async function receive(...options: Parameters<typeof startMailReceiver>): Promise<MailReceiver> {
  const receiver = await startMailReceiver(...options)
  open.push(receiver)
  return receiver
}

const headersOf = (source: string): string[] => (source.split('\r\n\r\n')[0] ?? '').split(/\r\n(?![ \t])/)

describe('mail', () => {
  it('says which settings are missing', async () => {
    expect(openMailer({ smtpUrl: null, mailFrom }).problem).toMatch(/set PAWL_SMTP_URL \(/)
    const { problem, send } = openMailer({ smtpUrl: null, mailFrom: null })
    expect(problem).toMatch(/PAWL_SMTP_URL .* and PAWL_MAIL_FROM/)
    expect(await send(mail)).toEqual({ error: problem, isFinal: true })
  })

  it('arrives at everybody, as text and as a page, with an id that stays and a topic', async () => {
    const { port, mails } = await receive()
    const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom, certificates })
    expect(mailer.problem).toBeNull()
    expect(await mailer.send(mail)).toEqual({ error: '', isFinal: false })
    expect(await mailer.send(mail)).toEqual({ error: '', isFinal: false })
    expect(mails[0]).toMatchObject({ to: mail.to, from: 'pawl@example.com', isEncrypted: true })
    const [first, second] = mails.map(({ source }) => headersOf(source).find((line) => line.startsWith('Message-ID')))
    expect(first).toBe('Message-ID: <msg_1@example.com>')
    expect(second).toBe(first)
    expect(mails[0]?.source).toMatch(/References: <alt_1@example.com>/)
    expect(mails[0]?.source).toContain('From 2 % to 9 %.')
    expect(mails[0]?.source).toContain('<p>From 2 % to 9 %.</p>')
  })

  it('logs in over a connection that is encrypted from its start', async () => {
    const { port, mails } = await receive({ ...account, server: { secure: true } })
    const smtpUrl = `smtps://pawl:${encodeURIComponent(account.accounts.pawl)}@127.0.0.1:${port}`
    expect(await openMailer({ smtpUrl, mailFrom, certificates }).send(mail)).toMatchObject({ error: '' })
    expect(mails[0]).toMatchObject({ user: 'pawl', isEncrypted: true })
  })

  it('never sends to a server whose certificate nobody vouches for', async () => {
    const { port, mails } = await receive({ ...account, server: { secure: true } })
    const smtpUrl = `smtps://pawl:x@127.0.0.1:${port}`
    const { error, isFinal } = await openMailer({ smtpUrl, mailFrom }).send(mail)
    expect(error).toMatch(/self-signed certificate/)
    expect(isFinal).toBe(false)
    expect(mails).toEqual([])
  })

  it('gives no password over a connection that a server does not encrypt', async () => {
    const { port } = await receive({ ...account, server: { disabledCommands: ['STARTTLS'], allowInsecureAuth: true } })
    // An address of this machine that is not taken for it, as that of a server elsewhere.
    const smtpUrl = `smtp://pawl:x@[::ffff:127.0.0.1]:${port}`
    const { error } = await openMailer({ smtpUrl, mailFrom, certificates }).send(mail)
    expect(error).toMatch(/STARTTLS/)
  })

  it('says that a password is wrong, and tries again once it may be mended', async () => {
    const { port } = await receive(account)
    const { error, isFinal } = await openMailer({
      ...{ smtpUrl: `smtp://pawl:wrong@127.0.0.1:${port}`, mailFrom, certificates },
    }).send(mail)
    expect(error).toMatch(/wrong name or password/)
    expect(error).not.toContain('smtp://')
    expect(isFinal).toBe(false)
  })

  it('lets no subject and no address add a header', async () => {
    const { port, mails } = await receive()
    const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom, certificates })
    const hostile = {
      ...mail,
      subject: 'Model "a\r\nBcc: eve@example.com\r\n\r\n<script>" \u2028\0 rose',
      to: ['ada@example.com'],
    }
    expect(await mailer.send(hostile)).toMatchObject({ error: '' })
    expect(mails[0]?.to).toEqual(['ada@example.com'])
    const headers = headersOf(mails[0]?.source ?? '')
    expect(headers.filter((line) => /^bcc/i.test(line))).toEqual([])
    expect(headers.find((line) => line.startsWith('Subject'))).toContain('Bcc=3A_eve')
    const twice = { ...mail, to: ['ada@example.com>\r\nRCPT TO:<eve@example.com'] }
    await mailer.send(twice)
    expect(mails.flatMap(({ to }) => to)).not.toContain('eve@example.com')
  })

  it('tries again what a server puts off, and not what it refuses', async () => {
    const refusal = (responseCode: number) => Object.assign(new Error(`${responseCode} no`), { responseCode })
    const { port } = await receive({
      refusalOf: (address) =>
        address.startsWith('gone') ? refusal(550) : address.startsWith('busy') ? refusal(451) : null,
    })
    const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom, certificates })
    expect(await mailer.send({ ...mail, to: ['gone@example.com'] })).toMatchObject({ isFinal: true })
    expect(await mailer.send({ ...mail, to: ['busy@example.com'] })).toMatchObject({ isFinal: false })
    expect(await mailer.send({ ...mail, to: ['gone@example.com', 'ada@example.com'] })).toEqual({
      error: 'not taken for gone@example.com',
      isFinal: true,
    })
  })

  it('does not wait for a server that says nothing', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom, timeoutMs: 100 })
    expect(await mailer.send(mail)).toMatchObject({ error: expect.stringMatching(/greeting|timeout/i), isFinal: false })
    silent.close()
  })
})
