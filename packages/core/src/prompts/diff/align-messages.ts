import { canonicalJsonText } from '../../traces/index.ts'
import type { PromptMessage } from '../content/prompt-content.ts'
import { readableMessage } from './readable-message.ts'

/** Indexes of a message in both versions; undefined where a version has no such message. */
export type AlignedPair = readonly [beforeIndex: number | undefined, afterIndex: number | undefined]

/** Less in common than this is another message, not a changed one. */
const leastLikeness = 0.3
/** More pairs than this are matched by place. */
const maxPairs = 40_000

/** Which message became which: in order, so that the messages matched have the most in common overall. */
export function alignMessages(
  before: readonly PromptMessage[],
  after: readonly PromptMessage[],
): readonly AlignedPair[] {
  const beforeMarks = before.map(markOf)
  const afterMarks = after.map(markOf)
  let start = 0
  while (start < before.length && start < after.length && beforeMarks[start]?.text === afterMarks[start]?.text) start++
  let tail = 0
  const most = Math.min(before.length, after.length) - start
  while (tail < most && beforeMarks.at(-1 - tail)?.text === afterMarks.at(-1 - tail)?.text) tail++
  const pairs: AlignedPair[] = []
  for (let index = 0; index < start; index++) pairs.push([index, index])
  const inside = { beforeEnd: before.length - tail, afterEnd: after.length - tail, start }
  pairs.push(...alignInside(beforeMarks, afterMarks, inside))
  for (let left = tail; left > 0; left--) pairs.push([before.length - left, after.length - left])
  return pairs
}

interface MessageMark {
  /** Everything of it, for equality. */
  readonly text: string
  readonly role: string
  readonly words: ReadonlyMap<string, number>
  readonly wordCount: number
}

function markOf(message: PromptMessage): MessageMark {
  const words = new Map<string, number>()
  const all = readableMessage(message).match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
  for (const word of all) words.set(word, (words.get(word) ?? 0) + 1)
  return { text: canonicalJsonText(message), role: message.role, words, wordCount: all.length }
}

/** Twice the words in common over all words (Dice), a little less across roles, so that an equal role wins a tie. */
function likeness(a: MessageMark, b: MessageMark): number {
  if (a.text === b.text) return 1.1
  let common = 0
  for (const [word, count] of a.words) common += Math.min(count, b.words.get(word) ?? 0)
  const total = a.wordCount + b.wordCount
  const alike = total === 0 ? 1 : (2 * common) / total
  return a.role === b.role ? alike : alike * 0.9
}

function alignInside(
  before: readonly MessageMark[],
  after: readonly MessageMark[],
  { start, beforeEnd, afterEnd }: { start: number; beforeEnd: number; afterEnd: number },
): readonly AlignedPair[] {
  const rows = beforeEnd - start
  const columns = afterEnd - start
  if (rows * columns > maxPairs) return byPlace(start, beforeEnd, afterEnd)
  const width = columns + 1
  const likenesses = new Float64Array((rows + 1) * width)
  const best = new Float64Array((rows + 1) * width)
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const [a, b] = [before[start + i], after[start + j]]
      const alike = a === undefined || b === undefined ? 0 : likeness(a, b)
      const at = i * width + j
      likenesses[at] = alike
      const together = alike < leastLikeness ? 0 : alike + (best[at + width + 1] ?? 0)
      best[at] = Math.max(together, best[at + width] ?? 0, best[at + 1] ?? 0)
    }
  }
  const pairs: AlignedPair[] = []
  let i = 0
  let j = 0
  while (i < rows || j < columns) {
    const at = i * width + j
    const alike = likenesses[at] ?? 0
    const together =
      i < rows && j < columns && alike >= leastLikeness && best[at] === alike + (best[at + width + 1] ?? 0)
    if (together) pairs.push([start + i++, start + j++])
    else if (i < rows && (j === columns || best[at] === best[at + width])) pairs.push([start + i++, undefined])
    else pairs.push([undefined, start + j++])
  }
  return pairs
}

function byPlace(start: number, beforeEnd: number, afterEnd: number): readonly AlignedPair[] {
  const pairs: AlignedPair[] = []
  for (let index = start; index < Math.max(beforeEnd, afterEnd); index++) {
    pairs.push([index < beforeEnd ? index : undefined, index < afterEnd ? index : undefined])
  }
  return pairs
}
