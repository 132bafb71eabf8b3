// Characters that would let a trace's text rearrange or hide what stands around it: controls but tab and newlines,
// bidirectional embeddings and overrides (CVE-2021-42574), zero-width fillers, and tags that smuggle invisible ASCII.
// Joiners and direction marks (U+200C to U+200F) belong to ordinary Persian, Hindi, Hebrew and emoji.
const hidden = /(?![\t\n\r\u200c-\u200f])[\p{Cc}\p{Cf}\u2028\u2029]/gu

const nameOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  // The Unicode block "Control Pictures" has a symbol for each C0 control.
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}

/** The text with invisible and direction-changing characters written out, so that what is shown is what was sent. */
export const visibleText = (text: string): string => text.replace(hidden, nameOf)

/** The first line's worth of a text: white space collapsed, at most `limit` characters, cut at a whole character. */
export function oneLine(text: string, limit = 300): string {
  // A preview of a megabyte needs no more of it than this; white space rarely takes more than half.
  const head = text.slice(0, limit * 2 + 2)
  const characters = Array.from(visibleText(head).replace(/\s+/g, ' ').trim())
  const isCut = characters.length > limit || head.length < text.length
  return isCut ? `${characters.slice(0, limit).join('')}…` : characters.join('')
}

/** The text as a link target if it is an http(s) address, else undefined: `javascript:` and `data:` are never links. */
export function safeHref(text: string): string | undefined {
  try {
    const url = new URL(text)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
  } catch {
    return undefined
  }
}
