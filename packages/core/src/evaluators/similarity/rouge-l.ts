import { maxCells } from './levenshtein-ratio.ts'

/**
 * ROUGE-L as its F1, 0–1: the longest common subsequence of words against both lengths (Lin 2004, Text Summarization Branches
 * Out, 74–81, with β = 1 as in the usual implementation). Two empty texts are alike. Undefined for texts too long to compare;
 * memory grows with the shorter one only.
 */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number | undefined {
  if (candidate.length === 0 && reference.length === 0) return 1
  if (candidate.length * reference.length > maxCells) return undefined
  return (2 * longestCommon(candidate, reference)) / (candidate.length + reference.length)
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  const row = new Uint32Array(short.length + 1)
  for (const word of long) {
    let diagonal = 0
    for (let j = 0; j < short.length; j++) {
      const above = row[j + 1] as number
      row[j + 1] = short[j] === word ? diagonal + 1 : Math.max(above, row[j] as number)
      diagonal = above
    }
  }
  return row[short.length] as number
}
