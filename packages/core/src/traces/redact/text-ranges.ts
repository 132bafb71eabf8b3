/** A part of a text that a rule hit; `end` is exclusive. */
export interface RuleHit {
  readonly start: number
  readonly end: number
  readonly rule: string
}

/** A part of a text and what stands there instead. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

export function markerOf(rule: string): string {
  return `[redacted:${rule}]`
}

/** Joins hits that overlap, under the rule of the one that begins first: nothing that any rule named may stay. */
export function joinOverlaps(hits: readonly RuleHit[]): readonly RuleHit[] {
  if (hits.length < 2) return hits
  const sorted = [...hits].sort((a, b) => a.start - b.start || b.end - a.end)
  const joined: RuleHit[] = []
  for (const hit of sorted) {
    const last = joined.at(-1)
    if (last === undefined || hit.start >= last.end) joined.push(hit)
    else if (hit.end > last.end) joined[joined.length - 1] = { ...last, end: hit.end }
  }
  return joined
}

/** The text with its edits made; they must be in order and apart. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let from = 0
  for (const { start, end, replacement } of edits) {
    result += text.slice(from, start) + replacement
    from = end
  }
  return result + text.slice(from)
}
