import { Malformed, ValueBudget } from './decode-limits.ts'
import { decodeUtf8 } from './utf8.ts'

const invalidUtf8 = 'holds text that is not valid UTF-8'
const overrun = 'holds a field that runs past its end'
const maxGroupDepth = 64

// Keys repeat by the million: one string per key, found again by its bytes. Only ASCII keys are ever found.
const cachedKeys: (string | undefined)[] = new Array(2048)
const longestCachedKey = 64

function isText(known: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < known.length; i++) {
    if (known.charCodeAt(i) !== bytes[start + i]) return false
  }
  return true
}

const hexHigh = new Uint8Array(256)
const hexLow = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  hexHigh[byte] = '0123456789abcdef'.charCodeAt(byte >> 4)
  hexLow[byte] = '0123456789abcdef'.charCodeAt(byte & 15)
}

/**
 * A cursor over protobuf wire format. `limit` is the end of the message being read: no read passes it. All methods throw
 * `Malformed` on bytes that are not protobuf.
 */
export class ProtobufReader {
  readonly budget = new ValueBudget()
  readonly bytes: Uint8Array
  pos = 0
  limit: number
  private readonly view: DataView
  /** Upper 32 bits of the last varint. */
  private high = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.limit = bytes.length
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The next field's tag (number << 3 | wire type), or 0 at the end of the message. */
  nextTag(): number {
    if (this.pos >= this.limit) return 0
    const tag = this.uint32()
    if (tag >>> 3 === 0 || this.high !== 0) throw new Malformed('holds a field number that does not exist')
    return tag
  }

  /** Enters a length-delimited message and returns the limit to restore after it. */
  enter(): number {
    const outer = this.limit
    this.limit = this.end()
    return outer
  }

  /** Low 32 bits of a varint, unsigned: what protobuf makes of uint32 and bool fields. */
  uint32(): number {
    const first = this.pos < this.limit ? (this.bytes[this.pos] as number) : 0x80
    if (first < 0x80) {
      this.pos++
      this.high = 0
      return first
    }
    return this.longVarint()
  }

  private longVarint(): number {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= this.limit) throw new Malformed(overrun)
      const byte = this.bytes[this.pos++] as number
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        this.high = high >>> 0
        return low >>> 0
      }
    }
    throw new Malformed('holds a number of more than ten bytes')
  }

  /** int32 and enums: negative ones are ten bytes long. */
  int32(): number {
    return this.uint32() | 0
  }

  bool(): boolean {
    return this.uint32() !== 0 || this.high !== 0
  }

  /** int64 as a number where that is exact, else as a bigint. */
  int64(): number | bigint {
    const low = this.uint32()
    const high = this.high | 0
    const value = high * 0x1_0000_0000 + low
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low)
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.advance(8), true)
  }

  fixed32(): number {
    return this.view.getUint32(this.advance(4), true)
  }

  double(): number {
    return this.view.getFloat64(this.advance(8), true)
  }

  string(): string {
    const end = this.end()
    const text = this.text(this.pos, end)
    this.pos = end
    return text
  }

  /** A string of which short ones are likely to come again. */
  key(): string {
    const end = this.end()
    const start = this.pos
    const length = end - start
    this.pos = end
    if (length === 0 || length > longestCachedKey) return this.text(start, end)
    const bytes = this.bytes
    let hash = length
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
    const slot = (hash ^ (hash >>> 11)) & 2047
    const known = cachedKeys[slot]
    if (known !== undefined && known.length === length && isText(known, bytes, start)) return known
    const key = this.text(start, end)
    cachedKeys[slot] = key
    return key
  }

  /** A copy, so that a stored value does not keep the whole request in memory. */
  byteString(): Uint8Array {
    const end = this.end()
    // Not slice(): a Buffer's shares memory.
    const copy = new Uint8Array(this.bytes.subarray(this.pos, end))
    this.pos = end
    return copy
  }

  /** Lower-case hex of an id of `length` bytes, '' for an empty one, and '?' for one of any other length. */
  hexId(length: 8 | 16): string {
    const end = this.end()
    const start = this.pos
    this.pos = end
    if (end === start) return ''
    if (end - start !== length) return '?'
    return length === 8 ? this.hex8(start) : this.hex8(start) + this.hex8(start + 8)
  }

  private hex8(start: number): string {
    const bytes = this.bytes
    const a = bytes[start] as number
    const b = bytes[start + 1] as number
    const c = bytes[start + 2] as number
    const d = bytes[start + 3] as number
    const e = bytes[start + 4] as number
    const f = bytes[start + 5] as number
    const g = bytes[start + 6] as number
    const h = bytes[start + 7] as number
    // One call, because sixteen concatenations would leave a rope to flatten later.
    return String.fromCharCode(
      hexHigh[a] as number,
      hexLow[a] as number,
      hexHigh[b] as number,
      hexLow[b] as number,
      hexHigh[c] as number,
      hexLow[c] as number,
      hexHigh[d] as number,
      hexLow[d] as number,
      hexHigh[e] as number,
      hexLow[e] as number,
      hexHigh[f] as number,
      hexLow[f] as number,
      hexHigh[g] as number,
      hexLow[g] as number,
      hexHigh[h] as number,
      hexLow[h] as number,
    )
  }

  /** Passes over the field of a tag just read, whatever it is. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.uint32()
        return
      case 1:
        this.advance(8)
        return
      case 2:
        this.pos = this.end()
        return
      case 3:
        this.skipGroup(tag >>> 3, depth)
        return
      case 5:
        this.advance(4)
        return
      default:
        throw new Malformed(`holds a field of wire type ${tag & 7} where none can be`)
    }
  }

  private skipGroup(field: number, depth: number): void {
    if (depth >= maxGroupDepth) throw new Malformed('nests groups too deep')
    for (let tag = this.nextTag(); tag !== 0; tag = this.nextTag()) {
      if ((tag & 7) === 4) {
        if (tag >>> 3 === field) return
        throw new Malformed('ends a group that it did not begin')
      }
      this.skip(tag, depth + 1)
    }
    throw new Malformed(overrun)
  }

  private end(): number {
    const length = this.uint32()
    const end = this.pos + length
    if (this.high !== 0 || end > this.limit) throw new Malformed(overrun)
    return end
  }

  private advance(length: number): number {
    const start = this.pos
    if (start + length > this.limit) throw new Malformed(overrun)
    this.pos = start + length
    return start
  }

  private text(start: number, end: number): string {
    if (start === end) return ''
    try {
      return decodeUtf8(this.bytes.subarray(start, end))
    } catch {
      throw new Malformed(invalidUtf8)
    }
  }
}
