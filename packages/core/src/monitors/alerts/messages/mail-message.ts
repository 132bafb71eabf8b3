import type { AlertMessage } from './alert-message.ts'

export interface MailMessage {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** As text and as a page, which loads nothing and holds no markup but its own. */
export function mailMessage({ headline, facts, links }: AlertMessage): MailMessage {
  const text = [
    headline,
    '',
    ...facts.map(({ name, text: fact }) => `${name}: ${fact}`),
    '',
    ...links.map((link) => `${link.text}: ${link.url}`),
    '',
  ].join('\n')
  const rows = facts.map(
    ({ name, text: fact }) =>
      `<tr><th align="left" valign="top" style="padding:2px 16px 2px 0;font-weight:normal;color:#666">${escapeHtml(name)}</th><td style="padding:2px 0">${escapeHtml(fact)}</td></tr>`,
  )
  const anchors = links.map((link) => `<a href="${escapeHtml(link.url)}">${escapeHtml(link.text)}</a>`)
  const html = `<!doctype html><html><body style="font-family:sans-serif;font-size:14px">
<h1 style="font-size:17px">${escapeHtml(headline)}</h1>
<table cellspacing="0" cellpadding="0">${rows.join('\n')}</table>
<p>${anchors.join(' &middot; ')}</p>
</body></html>
`
  return { subject: `[Pawl] ${headline}`, text, html }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '').replace(/[^\P{Cc}\t\n]/gu, ' ')
