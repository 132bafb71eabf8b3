/** Base64 text longer than this is kept apart from its span. */
export const longestInlineBase64 = 8192

export interface Base64Run {
  readonly start: number
  /** Exclusive, after the padding. */
  readonly end: number
}

const isDigit = new Uint8Array(128)
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') isDigit[char.charCodeAt(0)] = 1

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code < 128 && isDigit[code] === 1
}

/** Runs of base64 characters over the limit. Looks at one character in eight thousand where there is none. */
export function findBase64Runs(text: string): Base64Run[] {
  const runs: Base64Run[] = []
  let free = 0
  for (let probe = longestInlineBase64 - 1; probe < text.length; probe += longestInlineBase64) {
    if (probe < free || !isDigitAt(text, probe)) continue
    let start = probe
    while (start > free && isDigitAt(text, start - 1)) start--
    let end = probe + 1
    while (isDigitAt(text, end)) end++
    for (let padding = 0; padding < 2 && text.charCodeAt(end) === 0x3d; padding++) end++
    free = end
    if (end - start > longestInlineBase64) runs.push({ start, end })
  }
  return runs
}
