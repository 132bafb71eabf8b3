// A trace is untrusted input: an escape sequence in it could rewrite the screen or the clipboard. C0, DEL, C1, and the
// bidirectional overrides that can make text read as something else.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Many lines of text from a trace, with what a terminal would act on made visible. */
export function safeText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
  })
}

/** The same on one line: runs of white space become one space. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\s+/g, ' ')).trim()
}
