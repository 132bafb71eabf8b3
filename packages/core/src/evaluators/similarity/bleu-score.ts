const longestGram = 4
/** Words of one text that are compared; more make counting slow and memory large. */
const maxTokens = 100_000

/**
 * BLEU of one sentence against one reference, 0–1: Papineni et al. (2002), ACL, 311–318. n-grams up to four; a length
 * without any match counts as half the one before (the exponential smoothing of NIST's mteval, method 3 of Chen & Cherry
 * 2014), lengths longer than the candidate are left out, as in sacrebleu's `sentence_bleu` with effective order. Undefined
 * for texts over `maxTokens` tokens.
 */
export function bleuScore(candidate: readonly string[], reference: readonly string[]): number | undefined {
  if (candidate.length > maxTokens || reference.length > maxTokens) return undefined
  if (candidate.length === 0 || reference.length === 0) return candidate.length === reference.length ? 1 : 0
  const orders = Math.min(longestGram, candidate.length)
  let logSum = 0
  let smoothing = 1
  for (let n = 1; n <= orders; n++) {
    const possible = candidate.length - n + 1
    const matched = sharedGrams(candidate, reference, n)
    if (n === 1 && matched === 0) return 0
    if (matched === 0) smoothing *= 2
    logSum += Math.log(matched === 0 ? 1 / (smoothing * possible) : matched / possible)
  }
  const brevity = candidate.length < reference.length ? Math.exp(1 - reference.length / candidate.length) : 1
  return Math.min(1, brevity * Math.exp(logSum / orders))
}

/** How many n-grams of the candidate the reference has, each at most as often as it stands there. */
function sharedGrams(candidate: readonly string[], reference: readonly string[], n: number): number {
  const left = new Map<string, number>()
  for (const gram of gramsOf(reference, n)) left.set(gram, (left.get(gram) ?? 0) + 1)
  let shared = 0
  for (const gram of gramsOf(candidate, n)) {
    const count = left.get(gram) ?? 0
    if (count === 0) continue
    left.set(gram, count - 1)
    shared++
  }
  return shared
}

function* gramsOf(tokens: readonly string[], n: number): Generator<string> {
  for (let i = 0; i + n <= tokens.length; i++) yield tokens.slice(i, i + n).join('\n')
}
