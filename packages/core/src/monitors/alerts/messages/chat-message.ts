import type { AlertMessage } from './alert-message.ts'

/** The body of an incoming message as Slack takes it, and Mattermost, Rocket.Chat and Discord (at `…/slack`) do too. */
export interface ChatMessage {
  readonly text: string
  readonly unfurl_links: false
  readonly unfurl_media: false
}

/**
 * In Slack's `mrkdwn`, all of it in `text`: blocks are Slack's alone. What comes from traces can mention nobody, link nowhere and start no
 * line of its own.
 *
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function chatMessage({ headline, facts, links }: AlertMessage): ChatMessage {
  const lines = [
    `*${chatText(headline)}*`,
    ...facts.map(({ name, text }) => `${name}: ${chatText(text)}`),
    links.map(({ text, url }) => `<${linkTarget(url)}|${chatText(text)}>`).join(' · '),
  ]
  return { text: lines.join('\n'), unfurl_links: false, unfurl_media: false }
}

/** Seen by nobody, it parts what would otherwise be read as a mention or a link. */
const gap = '\u200b'

const chatText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', "'")
    .replaceAll('*', '∗')
    .replaceAll('@', `@${gap}`)
    .replaceAll('://', `:${gap}//`)
    .replaceAll('](', `]${gap}(`)
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}${gap}.`)

/** An address inside `<…|…>`, which it must not end. */
const linkTarget = (url: string): string =>
  url.replace(/[<>|&]/g, (character) => (character === '&' ? '&amp;' : encodeURIComponent(character)))
