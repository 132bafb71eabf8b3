export { type CsvOptions, CsvReader, type CsvRecord } from './csv-reader.ts'
export { LineSplitter, type TextLine } from './line-splitter.ts'
export { guardCell, unguardCell, writeCsvRecord } from './write-csv.ts'
