const words = /[\p{L}\p{M}\p{N}_]+/gu
const wordsAndMarks = /[\p{L}\p{M}\p{N}_]+|[^\p{L}\p{M}\p{N}_\s]/gu

/** Runs of letters and digits, in lower case. */
export function splitWords(text: string): string[] {
  return text.toLowerCase().match(words) ?? []
}

/** The same with each punctuation mark as a token of its own, case kept. */
export function splitTokens(text: string): string[] {
  return text.match(wordsAndMarks) ?? []
}
