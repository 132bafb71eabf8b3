import type { PromptMark } from '@pawl/core'

export type RangeMark = Extract<PromptMark, { readonly part: number }>

export type ValueMark = Extract<PromptMark, { readonly value: string }>

export interface TextPiece {
  readonly text: string
  /** Where it starts in the whole text, in UTF-16 units. */
  readonly from: number
  readonly mark?: RangeMark
}

/** A text cut at its marks, which do not overlap. */
export function piecesOf(text: string, marks: readonly RangeMark[]): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  for (const mark of [...marks].sort((a, b) => a.from - b.from)) {
    if (mark.from > at) pieces.push({ text: text.slice(at, mark.from), from: at })
    pieces.push({ text: text.slice(mark.from, mark.to), from: mark.from, mark })
    at = mark.to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), from: at })
  return pieces
}

export interface Place {
  readonly message: number
  readonly part: number
}

/** The marks with a new one, which takes the place of those that it overlaps. */
export function withMark(marks: readonly RangeMark[], mark: RangeMark): readonly RangeMark[] {
  return [...marks.filter((old) => !(isAt(old, mark) && old.from < mark.to && mark.from < old.to)), mark]
}

export const isAt = (mark: RangeMark, { message, part }: Place): boolean =>
  mark.message === message && mark.part === part

/** A name to begin with: the words before the place, such as `customer` in `Customer: Ann`. */
export function suggestName(text: string, from: number, taken: ReadonlySet<string>): string {
  const before = text.slice(Math.max(0, from - 60), from)
  const word = /([\p{L}_][\p{L}\p{N}_ -]{0,30}?)\s*[:=]\s*["'“<]?$/u.exec(before)?.[1] ?? ''
  const name = word.trim().toLowerCase().replace(/[ -]+/g, '_') || 'variable'
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`
}
