import { AppError } from '../../errors/index.ts'

export interface CsvRecord {
  /** The line it starts on, from 1; cells may span several. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvOptions {
  /** `,` when left out; spreadsheets of some countries write `;`. */
  readonly delimiter?: ',' | ';' | '\t' | '|'
  /** A record longer than this ends the reading: 16,000,000 characters when left out. */
  readonly maxRecordCharacters?: number
}

const quote = 34
const lineFeed = 10
const carriageReturn = 13

/**
 * Reads CSV (RFC 4180) piece by piece: quoted cells with delimiters, quotes and line ends in them, any line end, a byte
 * order mark. How the text is cut into pieces changes nothing. Lines without anything are skipped. A quote inside an
 * unquoted cell is a character; text after a closing quote continues the cell. Memory is bounded by one record.
 */
export class CsvReader {
  private readonly delimiter: number
  private readonly maxRecordCharacters: number
  private state: 'start' | 'bare' | 'quoted' | 'quote_seen' = 'start'
  private cell = ''
  private cells: string[] = []
  private recordCharacters = 0
  private line = 1
  private recordLine = 1
  private quoteLine = 1
  private isFirst = true
  private isAfterReturn = false
  private records: CsvRecord[] = []

  constructor(options: CsvOptions = {}) {
    this.delimiter = (options.delimiter ?? ',').charCodeAt(0)
    this.maxRecordCharacters = options.maxRecordCharacters ?? 16_000_000
  }

  /**
   * The records that end in this piece.
   * @throws AppError `bad_request` when a record is too long, as after a quote that is never closed
   */
  push(piece: string): readonly CsvRecord[] {
    if (piece === '') return []
    let at = 0
    if (this.isFirst) {
      this.isFirst = false
      if (piece.charCodeAt(0) === 0xfeff) at = 1
    }
    while (at < piece.length) at = this.state === 'quoted' ? this.readQuoted(piece, at) : this.readBare(piece, at)
    return this.taken()
  }

  /**
   * The last record, when the text does not end with a line end.
   * @throws AppError `bad_request` when a quote is still open, naming its line
   */
  end(): readonly CsvRecord[] {
    if (this.state === 'quoted') throw this.unclosed('The file ends inside a quoted cell')
    this.endRecord()
    return this.taken()
  }

  private readQuoted(piece: string, from: number): number {
    let at = from
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at)
      if (code === quote) break
      this.countLine(code)
    }
    this.keep(piece, from, at)
    if (at === piece.length) return at
    this.isAfterReturn = false
    this.state = 'quote_seen'
    return at + 1
  }

  private readBare(piece: string, from: number): number {
    let at = from
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at)
      if (code === this.delimiter || code === lineFeed || code === carriageReturn) break
      if (code === quote && this.state !== 'bare') break
      this.isAfterReturn = false
      this.state = 'bare'
    }
    this.keep(piece, from, at)
    if (at === piece.length) return at
    const code = piece.charCodeAt(at)
    if (code === quote) this.readQuote()
    else if (code === this.delimiter) this.endCell()
    else this.readLineEnd(code)
    return at + 1
  }

  private readQuote(): void {
    // After a closing quote, a second one is a quote of the text.
    if (this.state === 'quote_seen') this.cell += '"'
    else this.quoteLine = this.line
    this.isAfterReturn = false
    this.state = 'quoted'
  }

  private readLineEnd(code: number): void {
    const isSecondHalf = code === lineFeed && this.isAfterReturn
    this.countLine(code)
    if (isSecondHalf) this.recordLine = this.line
    else this.endRecord()
  }

  /** `\r\n` is one line end, also when it is cut in two. */
  private countLine(code: number): void {
    if (code === carriageReturn || (code === lineFeed && !this.isAfterReturn)) this.line++
    this.isAfterReturn = code === carriageReturn
  }

  private keep(piece: string, from: number, to: number): void {
    if (from === to) return
    this.cell += piece.slice(from, to)
    this.recordCharacters += to - from
    if (this.recordCharacters > this.maxRecordCharacters) {
      throw this.unclosed(`A record is longer than ${this.maxRecordCharacters} characters`)
    }
  }

  private unclosed(message: string): AppError {
    const line = this.state === 'quoted' ? this.quoteLine : this.recordLine
    return new AppError('bad_request', message, {
      where: `line ${line}`,
      fix: 'Close the quoted cell that starts there; write a quote inside a cell twice',
    })
  }

  private endCell(): void {
    this.cells.push(this.cell)
    this.cell = ''
    this.recordCharacters++
    this.isAfterReturn = false
    this.state = 'start'
  }

  private endRecord(): void {
    const isBlank = this.state === 'start' && this.cells.length === 0
    if (!isBlank) {
      this.cells.push(this.cell)
      this.records.push({ line: this.recordLine, cells: this.cells })
    }
    this.cells = []
    this.cell = ''
    this.recordCharacters = 0
    this.recordLine = this.line
    this.state = 'start'
  }

  private taken(): readonly CsvRecord[] {
    const { records } = this
    this.records = []
    return records
  }
}
