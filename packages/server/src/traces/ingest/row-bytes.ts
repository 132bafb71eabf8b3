import { IdleMemory } from '../idle-memory.ts'

/** Where a row lies in a RowBytes. Numbers, not a view: views are what the garbage collector is slowest at. */
export interface RowSlice {
  readonly rows: RowBytes
  readonly start: number
  readonly end: number
}

/** Below this a text is written unit by unit: a call into the runtime costs as much as thirty of them. */
const SHORT_TEXT = 40

const idle = new IdleMemory(6, 16 * 1024 * 1024)

/** Takes memory that nobody uses any more for rows to come. */
export const reuseMemory = (memory: ArrayBuffer): void => idle.give(memory)

/**
 * Rows in the engine's RowBinary, outside the JavaScript heap: values one after the other, numbers little-endian, texts as
 * UTF-8 after their length. Nothing is escaped, and the engine searches for nothing. Grows by doubling.
 */
export class RowBytes {
  #buffer: Buffer<ArrayBuffer>
  #view: DataView
  #length = 0

  constructor(expectedBytes: number) {
    this.#buffer = idle.take(Math.max(1024, expectedBytes))
    this.#view = viewOf(this.#buffer)
  }

  get length(): number {
    return this.#length
  }

  uint8(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  uint32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
  }

  /** A whole number from 0 to 2^53. */
  uint64(value: number): void {
    this.#reserve(8)
    this.#view.setUint32(this.#length, value >>> 0, true)
    this.#view.setUint32(this.#length + 4, Math.floor(value / 0x1_0000_0000), true)
    this.#length += 8
  }

  bigUint64(value: bigint): void {
    this.#reserve(8)
    this.#view.setBigUint64(this.#length, value, true)
    this.#length += 8
  }

  /** ASCII of a known length, as FixedString has it. */
  fixed(text: string): void {
    this.#reserve(text.length)
    for (let i = 0; i < text.length; i++) this.#buffer[this.#length + i] = text.charCodeAt(i)
    this.#length += text.length
  }

  zeros(count: number): void {
    this.#reserve(count)
    this.#buffer.fill(0, this.#length, this.#length + count)
    this.#length += count
  }

  text(text: string): void {
    const units = text.length
    if (!this.#hasRoomFor(units)) this.#reserve(Buffer.byteLength(text) + 5)
    if (units <= SHORT_TEXT && this.#shortText(text)) return
    // Nearly always there are as many bytes as units, or nearly as many: the length takes as much room.
    const room = varintSize(units)
    const start = this.#length
    const bytes = this.#buffer.write(text, start + room, 'utf8')
    const needed = varintSize(bytes)
    if (needed !== room) this.#buffer.copyWithin(start + needed, start + room, start + room + bytes)
    this.#varint(bytes)
    this.#length += bytes
  }

  /** Several texts as one. */
  texts(pieces: readonly string[]): void {
    let units = 0
    for (const piece of pieces) units += piece.length
    if (!this.#hasRoomFor(units)) {
      this.#reserve(pieces.reduce((bytes, piece) => bytes + Buffer.byteLength(piece), 5))
    }
    const room = varintSize(units)
    const start = this.#length
    let end = start + room
    for (const piece of pieces) end += this.#buffer.write(piece, end, 'utf8')
    const bytes = end - start - room
    const needed = varintSize(bytes)
    if (needed !== room) this.#buffer.copyWithin(start + needed, start + room, end)
    this.#varint(bytes)
    this.#length += bytes
  }

  list(values: readonly string[]): void {
    this.#reserve(5)
    this.#varint(values.length)
    for (const value of values) this.text(value)
  }

  map(values: Readonly<Record<string, string>>): void {
    const keys = Object.keys(values)
    this.#reserve(5)
    this.#varint(keys.length)
    for (const key of keys) {
      this.text(key)
      this.text(values[key] ?? '')
    }
  }

  appendSlice({ rows, start, end }: RowSlice): void {
    this.#reserve(end - start)
    this.#length += rows.#buffer.copy(this.#buffer, this.#length, start, end)
  }

  /** What was written from `start` on, to be read again. */
  sliceFrom(start: number): RowSlice {
    return { rows: this, start, end: this.#length }
  }

  /** The bytes of a slice; they stay those of the rows. */
  viewOf({ start, end }: RowSlice): Buffer {
    return this.#buffer.subarray(start, end)
  }

  /** Everything appended, in memory that is given away: the rows are empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#length)
    this.#clear()
    return bytes
  }

  /** Lets other rows have the memory: nothing may read a slice of these any more. */
  release(): void {
    reuseMemory(this.#buffer.buffer)
    this.#clear()
  }

  #clear(): void {
    this.#buffer = nothing
    this.#view = viewOf(nothing)
    this.#length = 0
  }

  #shortText(text: string): boolean {
    const buffer = this.#buffer
    const start = this.#length + 1
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) return false
      buffer[start + i] = unit
    }
    buffer[start - 1] = text.length
    this.#length = start + text.length
    return true
  }

  #varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#buffer[this.#length++] = rest
  }

  /** A UTF-16 unit takes at most three bytes, and a length at most five: bytes are counted only near the end. */
  #hasRoomFor(units: number): boolean {
    return this.#length + units * 3 + 5 <= this.#buffer.length
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#buffer.length) return
    const full = this.#buffer
    const grown = idle.take(Math.max(this.#buffer.length * 2, needed))
    grown.set(full.subarray(0, this.#length))
    this.#buffer = grown
    this.#view = viewOf(grown)
    reuseMemory(full.buffer)
  }
}

const nothing = Buffer.from(new ArrayBuffer(0))

const viewOf = (buffer: Buffer<ArrayBuffer>): DataView =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)

function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
}

/** Reads values as RowBytes writes them. */
export class RowReader {
  readonly #bytes: Buffer
  #at = 0

  constructor({ rows, start, end }: RowSlice) {
    this.#bytes = rows.viewOf({ rows, start, end })
  }

  fixed(length: number): string {
    this.#at += length
    return this.#bytes.toString('latin1', this.#at - length, this.#at)
  }

  bigUint64(): bigint {
    this.#at += 8
    return this.#bytes.readBigUInt64LE(this.#at - 8)
  }

  text(): string {
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0
      length |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    this.#at += length
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }
}
