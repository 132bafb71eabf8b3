import type { TextChange } from '@pawl/core'

export interface ShownChange extends TextChange {
  /** Shown only when asked for. */
  readonly isFolded: boolean
}

/** So much of an equal text is shown on either side of a change. */
const contextCharacters = 240
/** A change itself is shown whole up to here: more stalls the layout. */
const longestChange = 20_000
/** Folding less than this saves nothing. */
const worthFolding = 200

/** The changes with long equal stretches folded away; all pieces together are still the whole text. */
export function foldChanges(changes: readonly TextChange[]): readonly ShownChange[] {
  return changes.flatMap((change, index) => {
    if (change.kind !== 'same') return cut(change, { head: longestChange, tail: 0 })
    const isFirst = index === 0
    const isLast = index === changes.length - 1
    // A text without any change is shown as such: its beginning.
    if (isFirst && isLast) return cut(change, { head: 4 * contextCharacters, tail: 0 })
    return cut(change, { head: isFirst ? 0 : contextCharacters, tail: isLast ? 0 : contextCharacters })
  })
}

function cut({ kind, text }: TextChange, keep: { readonly head: number; readonly tail: number }): ShownChange[] {
  if (text.length - keep.head - keep.tail < worthFolding) return [{ kind, text, isFolded: false }]
  const headEnd = keep.head === 0 ? 0 : lineEnd(text, wholeCharacter(text, keep.head))
  const tailStart = keep.tail === 0 ? text.length : lineStart(text, wholeCharacter(text, text.length - keep.tail))
  const pieces = [
    { text: text.slice(0, headEnd), isFolded: false },
    { text: text.slice(headEnd, tailStart), isFolded: true },
    { text: text.slice(tailStart), isFolded: false },
  ]
  return pieces.filter((piece) => piece.text !== '').map((piece) => ({ kind, ...piece }))
}

/** So far a cut moves to stand between two lines. */
const longestShift = 90

/** After the line break that follows soon, or the same place. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 || end - at > longestShift ? at : end + 1
}

/** At the line break that came last, or the same place: what is shown begins with a line of its own. */
function lineStart(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at)
  return start === -1 || at - start > longestShift ? at : start
}

/** The same place, or one before it where it would part a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
