import {
  AppError,
  type Decoded,
  decodeTracesJson,
  decodeTracesProtobuf,
  jsonOrUndefined,
  type OtlpSpan,
} from '@pawl/core'
import type { ImportItem } from './import-item.ts'
import type { Input } from './open-input.ts'
import { readTranscript } from './read-transcript.ts'
import { splitLines } from './split-lines.ts'
import { splitProtobuf } from './split-protobuf.ts'

export const importFormats = ['otlp-json', 'otlp-proto', 'transcript'] as const
export type ImportFormat = (typeof importFormats)[number]

/** Longest line or record that is taken in: it is held in memory a few times over. */
const maxItemBytes = 256 * 1024 * 1024

export interface ReadItemsOptions {
  /** Looked for in the content when undefined. */
  readonly as: ImportFormat | undefined
  /** When the import began, in milliseconds since 1970. */
  readonly startedAtMs: number
}

/**
 * Everything a file holds, in order, one line in memory at a time. Bad lines are items too.
 *
 * @throws BrokenInput where the file cannot be read any further
 */
export async function* readItems(input: Input, options: ReadItemsOptions): AsyncGenerator<ImportItem> {
  const isProtobuf = options.as === undefined ? looksLikeProtobuf(input.head) : options.as === 'otlp-proto'
  if (isProtobuf) yield* readProtobuf(input)
  else yield* readText(input, options)
}

/**
 * A request starts with the tag 0x0a, which is also a line end, and a length. Text starts, after white space, with a
 * brace and then a quote, another brace or white space.
 */
function looksLikeProtobuf(head: Uint8Array): boolean {
  if (head[0] !== 0x0a) return false
  return !/^\s*[{[]\s*["{}[\]]/.test(Buffer.from(head).toString('latin1'))
}

async function* readProtobuf(input: Input): AsyncGenerator<ImportItem> {
  for await (const { number, bytes } of splitProtobuf(input.chunks, { maxPartBytes: maxItemBytes })) {
    if (bytes === undefined) yield tooLong(number)
    else yield* decoded({ line: number, byteLength: bytes.length }, () => decodeTracesProtobuf(bytes))
  }
}

async function* readText(input: Input, options: ReadItemsOptions): AsyncGenerator<ImportItem> {
  const lines = splitLines(input.chunks, { maxLineBytes: maxItemBytes })
  const first = await lines.next()
  if (first.done) return
  const { number, text = '' } = first.value
  const firstText = text.replace(/^\ufeff/, '')
  if (isStartOfIndentedJson(firstText)) {
    const whole = await restOf(lines, firstText)
    yield* whole === undefined ? [tooLong(number)] : readLine({ line: number, text: whole }, options)
    return
  }
  yield* first.value.text === undefined ? [tooLong(number)] : readLine({ line: number, text: firstText }, options)
  for await (const line of lines) {
    if (line.text === undefined) yield tooLong(line.number)
    else yield* readLine({ line: line.number, text: line.text }, options)
  }
}

/** Whether a file is one object over many lines. A broken first line of JSON lines must not swallow the others. */
function isStartOfIndentedJson(firstLine: string): boolean {
  return /^\s*[{[]\s*$/.test(firstLine) || (/^\s*\{.*[{[,]\s*$/.test(firstLine) && firstLine.length < 200)
}

async function restOf(
  lines: AsyncIterable<{ text: string | undefined }>,
  firstText: string,
): Promise<string | undefined> {
  const texts = [firstText]
  let length = firstText.length
  for await (const { text } of lines) {
    length += text?.length ?? maxItemBytes
    if (length <= maxItemBytes && text !== undefined) texts.push(text)
  }
  return length > maxItemBytes ? undefined : texts.join('\n')
}

function* readLine({ line, text }: { line: number; text: string }, options: ReadItemsOptions): Generator<ImportItem> {
  const kind = options.as ?? kindOf(text)
  switch (kind) {
    case 'otlp-json':
      yield* decoded({ line, byteLength: text.length }, () => decodeTracesJson(text))
      return
    case 'transcript':
      yield readTranscript(text, { line, startedAtMs: options.startedAtMs })
      return
    case 'logs':
      yield { kind: 'logs', line, text }
      return
    case 'otlp-proto':
    case 'array':
      yield bad(line, 'it is a JSON array; write one object a line instead (jq -c ".[]" does it)')
      return
    case 'invalid':
      yield bad(line, 'it is not valid JSON')
      return
    case 'unknown':
      yield bad(line, 'it is neither OTLP ("resourceSpans") nor a transcript ("messages")')
      return
  }
}

type LineKind = 'otlp-json' | 'transcript' | 'logs' | 'array' | 'invalid' | 'unknown'

function kindOf(text: string): LineKind {
  // What every OTLP exporter writes; saves parsing long lines twice.
  if (/^\s*\{\s*"resourceSpans"/.test(text)) return 'otlp-json'
  if (/^\s*\{\s*"resourceLogs"/.test(text)) return 'logs'
  const value = jsonOrUndefined(text)
  if (value === undefined) return 'invalid'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'object' || value === null) return 'unknown'
  if ('resourceSpans' in value || 'resource_spans' in value) return 'otlp-json'
  if ('resourceLogs' in value || 'resource_logs' in value) return 'logs'
  return 'messages' in value ? 'transcript' : 'unknown'
}

function* decoded(
  { line, byteLength }: { line: number; byteLength: number },
  decode: () => Decoded<OtlpSpan>,
): Generator<ImportItem> {
  try {
    const { groups, itemCount, rejectedCount, rejectedReasons } = decode()
    if (itemCount > 0) yield { kind: 'spans', line, groups, spanCount: itemCount, byteLength, scores: [] }
    if (rejectedCount > 0) {
      const count = `${rejectedCount} of ${itemCount + rejectedCount} spans`
      yield { kind: 'bad', line, reason: `${count} left out: ${rejectedReasons.join('; ')}`, isPartial: itemCount > 0 }
    }
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    yield bad(line, error.where === undefined ? error.message : `${error.message} (${error.where})`)
  }
}

function bad(line: number, reason: string): ImportItem {
  return { kind: 'bad', line, reason, isPartial: false }
}

function tooLong(line: number): ImportItem {
  return bad(line, `it is longer than ${maxItemBytes / 1024 / 1024} MiB`)
}
