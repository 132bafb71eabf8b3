import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  AppError,
  CsvReader,
  CsvRowReader,
  type ImportContext,
  type ImportedRecord,
  type ImportFormat,
  importedRecordsOf,
  isJsonObject,
  JsonLinesRowReader,
  type JsonValue,
  type RowMapping,
  readTestDocument,
} from '@pawl/core'
import { readYamlAside } from '../platform/yaml/index.ts'

export interface ImportSource {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Found out from the name and the content when left out. */
  readonly format: ImportFormat | undefined
  readonly context: ImportContext
  readonly mapping: RowMapping | undefined
}

export interface ImportPart {
  readonly records: readonly ImportedRecord[]
  /** Characters that were read for them. */
  readonly characters: number
  /** With the first part: the columns of a CSV, or the keys of the first line. */
  readonly columns?: readonly string[]
}

const headCharacters = 65_536
/** A document is held whole. YAML takes 130 times its size in memory while it is parsed, and a second a megabyte, in a thread. */
const longestDocument = { json: 64 * 1024 * 1024, yaml: 4 * 1024 * 1024 } as const

/**
 * The records of a file, part by part, in memory bounded by one record. Gzip, UTF-8 and UTF-16 are told apart by their
 * first bytes.
 *
 * @throws AppError `bad_request` that names the line, `payload_too_large`
 */
export async function* readImport(source: ImportSource): AsyncIterable<ImportPart> {
  const pieces = decodeText(source.bytes)
  const head = await readHead(pieces)
  const shape = shapeOf(head.text, source)
  const rest = pieces
  const mapping = source.mapping === undefined ? {} : { mapping: source.mapping }
  const options = { context: source.context, ...mapping }
  if (shape === 'csv' || shape === 'lines') {
    const reader = shape === 'csv' ? new CsvRowReader(options) : new JsonLinesRowReader(options)
    yield { records: reader.push(head.text), characters: head.text.length, columns: columnsOf(head.text, shape) }
    for await (const piece of rest) yield { records: reader.push(piece), characters: piece.length }
    yield { records: reader.end(), characters: 0 }
    return
  }
  const texts = [head.text]
  let length = head.text.length
  for await (const piece of rest) {
    length += piece.length
    if (length > longestDocument[shape]) throw documentTooLarge(shape)
    texts.push(piece)
  }
  const document = await parseDocument(texts.join(''), shape)
  const records = readTestDocument({ document, ...options })
  for (const record of records) yield { records: [record], characters: length / 1000 }
}

type Shape = 'csv' | 'lines' | 'json' | 'yaml'

const yamlWords = { name: 'file', fix: 'Correct it, or say with `format` what it is.' }

/** @throws AppError `bad_request` when it is not valid */
async function parseDocument(text: string, syntax: 'json' | 'yaml'): Promise<JsonValue> {
  if (syntax === 'yaml') return await readYamlAside(text, yamlWords)
  try {
    return JSON.parse(text) as JsonValue
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.slice(0, 300) : ''
    throw new AppError('bad_request', `The file is not valid JSON: ${problem}`, {
      where: 'body',
      fix: yamlWords.fix,
      cause,
    })
  }
}

/** How the content is written, whoever wrote it. */
function shapeOf(head: string, { format, context }: Pick<ImportSource, 'format' | 'context'>): Shape {
  if (format === 'csv') return 'csv'
  const start = head.trimStart()
  if (start.startsWith('[')) return 'json'
  if (start.startsWith('{')) return isOneDocument(start) ? 'json' : 'lines'
  if (format === 'jsonl') return 'lines'
  if (/\.ya?ml(\.gz)?$/i.test(context.file ?? '')) return 'yaml'
  if (format === 'promptfoo' && /^(#.*|---|[\w-]+:.*|- .*)$/m.test(start.split('\n', 1)[0] ?? '')) return 'yaml'
  return 'csv'
}

/** An object over several lines, or one that wraps a list of records. */
function isOneDocument(start: string): boolean {
  const [line = ''] = start.split('\n', 1)
  try {
    const first: unknown = JSON.parse(line)
    const [only] = importedRecordsOf(first)
    return only !== first || (isJsonObject(first) && (Array.isArray(first.tests) || Array.isArray(first.scenarios)))
  } catch {
    // A line longer than the head is a line all the same.
    return line.length < start.length
  }
}

function columnsOf(head: string, shape: Shape): readonly string[] {
  if (shape === 'csv') return new CsvReader().push(`${head}\n`)[0]?.cells ?? []
  try {
    const first: unknown = JSON.parse(head.trimStart().split('\n', 1)[0] ?? '')
    return isJsonObject(first) ? Object.keys(first) : []
  } catch {
    // What is wrong with the line is among its problems.
    return []
  }
}

async function readHead(pieces: AsyncGenerator<string>): Promise<{ readonly text: string }> {
  let text = ''
  while (text.length < headCharacters) {
    const next = await pieces.next()
    if (next.done === true) break
    text += next.value
  }
  return { text }
}

async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]()
  const first = await iterator.next()
  const start: Uint8Array = first.done === true ? new Uint8Array() : first.value
  async function* all(): AsyncIterable<Uint8Array> {
    yield start
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  }
  if (start[0] === 0x1f && start[1] === 0x8b) {
    yield* decodeText(unzip(all()))
    return
  }
  const decoder = new TextDecoder(start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : 'utf-8')
  for await (const piece of all()) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

async function* unzip(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = Readable.from(bytes)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  try {
    for await (const piece of source.pipe(gunzip)) yield piece as Uint8Array
  } catch (cause) {
    if (AppError.isInstance(cause)) throw cause
    throw new AppError('bad_request', 'The file starts as gzip and cannot be unpacked.', {
      where: 'body',
      fix: 'Send the whole file, or unpack it first.',
      cause,
    })
  } finally {
    source.destroy()
  }
}

const documentTooLarge = (shape: 'json' | 'yaml'): AppError =>
  new AppError(
    'payload_too_large',
    `A file that is one ${shape.toUpperCase()} document may have ${longestDocument[shape]} characters.`,
    { fix: 'Write it as JSON lines or CSV, which are read piece by piece.' },
  )
