import { AppError } from '../../errors/index.ts'

export interface TextLine {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/**
 * Cuts text into lines piece by piece; how it is cut into pieces changes nothing. A line ends with `\n`, and a `\r`
 * before it belongs to the end. Blank lines are skipped and counted; a byte order mark is taken off.
 */
export class LineSplitter {
  private readonly maxLineCharacters: number
  private rest = ''
  private line = 0
  private isFirst = true

  constructor(maxLineCharacters = 16_000_000) {
    this.maxLineCharacters = maxLineCharacters
  }

  /** @throws AppError `bad_request` when a line is too long, naming it */
  push(piece: string): readonly TextLine[] {
    if (piece === '') return []
    const text = this.isFirst && piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece
    this.isFirst = false
    const ends = text.split('\n')
    const last = ends.pop() ?? ''
    const found: TextLine[] = []
    for (const end of ends) {
      this.take(this.rest + end, found)
      this.rest = ''
    }
    this.rest += last
    this.refuseLong(this.rest, this.line + 1)
    return found
  }

  /** The last line, when it has no end. */
  end(): readonly TextLine[] {
    const found: TextLine[] = []
    this.take(this.rest, found)
    this.rest = ''
    return found
  }

  private take(raw: string, found: TextLine[]): void {
    this.line++
    this.refuseLong(raw, this.line)
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (text.trim() !== '') found.push({ line: this.line, text })
  }

  private refuseLong(text: string, line: number): void {
    if (text.length <= this.maxLineCharacters) return
    throw new AppError('bad_request', `Line ${line} is longer than ${this.maxLineCharacters} characters`, {
      where: `line ${line}`,
      fix: 'Write one JSON value on each line',
    })
  }
}
