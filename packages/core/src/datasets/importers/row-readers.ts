import { AppError } from '../../errors/index.ts'
import { type CsvOptions, CsvReader, type CsvRecord } from '../csv/csv-reader.ts'
import { LineSplitter, type TextLine } from '../csv/line-splitter.ts'
import { unguardCell } from '../csv/write-csv.ts'
import type { RowMapping } from '../sources/row-mapping.ts'
import { type ImportContext, type ImportedRecord, problemAt } from './import-record.ts'
import { readRecord } from './read-record.ts'
import { isRowHeader, readRowLine, rowRecordOfCells } from './row-line.ts'

export interface ReadOptions {
  readonly context: ImportContext
  /** What the columns or fields are; recognised or guessed by their names when left out. */
  readonly mapping?: RowMapping
}

/** Rows from JSON lines, piece by piece, in memory bounded by one line. */
export class JsonLinesRowReader {
  private readonly lines = new LineSplitter()
  private readonly options: ReadOptions

  constructor(options: ReadOptions) {
    this.options = options
  }

  /** @throws AppError `bad_request` when a line is too long */
  push(piece: string): readonly ImportedRecord[] {
    return this.lines.push(piece).flatMap((line) => this.read(line))
  }

  end(): readonly ImportedRecord[] {
    return this.lines.end().flatMap((line) => this.read(line))
  }

  private read({ line, text }: TextLine): readonly ImportedRecord[] {
    let record: unknown
    try {
      record = JSON.parse(text)
    } catch {
      const message = `Line ${line} is not valid JSON`
      return [problemAt(line, { message, where: '', fix: 'Write one whole JSON object on each line' })]
    }
    const place = { format: 'jsonl', line, context: this.options.context } as const
    return readRecord(record, place, this.options.mapping)
  }
}

/** Rows from CSV with a header, piece by piece, in memory bounded by one record. Pawl's own export comes back the same. */
export class CsvRowReader {
  private readonly csv: CsvReader
  private readonly options: ReadOptions
  private columns: readonly string[] | undefined

  constructor(options: ReadOptions & { readonly csv?: CsvOptions }) {
    this.csv = new CsvReader(options.csv)
    this.options = options
  }

  /** @throws AppError `bad_request` when the header names a column twice, or a record is too long */
  push(piece: string): readonly ImportedRecord[] {
    return this.readAll(this.csv.push(piece))
  }

  /** @throws AppError `bad_request` when a quoted cell is still open, or there is no header */
  end(): readonly ImportedRecord[] {
    const last = this.readAll(this.csv.end())
    if (this.columns !== undefined) return last
    throw new AppError('bad_request', 'The file is empty', {
      where: 'line 1',
      fix: 'Start it with the names of its columns',
    })
  }

  private readAll(records: readonly CsvRecord[]): readonly ImportedRecord[] {
    return records.flatMap((record) => {
      if (this.columns !== undefined) return this.read(record, this.columns)
      this.columns = readHeader(record)
      return []
    })
  }

  private read({ line, cells }: CsvRecord, columns: readonly string[]): readonly ImportedRecord[] {
    if (cells.length !== columns.length) {
      const message = `Line ${line} has ${cells.length} cells, the header ${columns.length}`
      const fix = 'Put cells with commas, quotes or line ends in quotes'
      return [problemAt(line, { message, where: '', fix })]
    }
    const named = new Map(columns.map((column, index) => [column, cells[index] ?? '']))
    if (isRowHeader(columns)) return [readRowLine(rowRecordOfCells(named), line)]
    const place = { format: 'csv', line, context: this.options.context } as const
    return readRecord(Object.fromEntries(named), place, this.options.mapping)
  }
}

function readHeader({ line, cells }: CsvRecord): readonly string[] {
  const isOurs = isRowHeader(cells)
  // Spreadsheets write columns that have no name.
  const columns = cells.map((cell, index) => (isOurs ? unguardCell(cell) : cell.trim() || `column_${index + 1}`))
  const twice = columns.find((column, index) => columns.indexOf(column) !== index)
  if (twice === undefined) return columns
  throw new AppError('bad_request', `The header names the column "${twice}" twice`, {
    where: `line ${line}`,
    fix: 'Give each column a name of its own',
  })
}
