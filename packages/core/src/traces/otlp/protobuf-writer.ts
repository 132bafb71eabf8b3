import { encodeUtf8Into } from './utf8.ts'

/** Writes protobuf wire format. Fields with their default value are left out, except inside `message` and `string` calls of oneofs. */
export class ProtobufWriter {
  private bytes = new Uint8Array(4096)
  private view = new DataView(this.bytes.buffer)
  private pos = 0

  /** What was written, as a view that later writes may change. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.pos)
  }

  uint32(tag: number, value: number): void {
    if (value < 0) this.presentVarint(tag, BigInt(value))
    else if (value !== 0) {
      this.reserve(10)
      this.smallVarint(tag)
      this.smallVarint(value)
    }
  }

  /** A varint field that is written even when zero. */
  presentVarint(tag: number, value: bigint): void {
    this.reserve(20)
    this.smallVarint(tag)
    let rest = BigInt.asUintN(64, value)
    while (rest > 0x7fn) {
      this.bytes[this.pos++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.bytes[this.pos++] = Number(rest)
  }

  fixed32(tag: number, value: number): void {
    if (value === 0) return
    this.reserve(14)
    this.smallVarint(tag)
    this.view.setUint32(this.pos, value, true)
    this.pos += 4
  }

  fixed64(tag: number, value: bigint): void {
    if (value === 0n) return
    this.reserve(18)
    this.smallVarint(tag)
    this.view.setBigUint64(this.pos, value, true)
    this.pos += 8
  }

  /** A double field, written even when zero. */
  presentDouble(tag: number, value: number): void {
    this.reserve(18)
    this.smallVarint(tag)
    this.view.setFloat64(this.pos, value, true)
    this.pos += 8
  }

  string(tag: number, value: string): void {
    if (value !== '') this.presentString(tag, value)
  }

  /** A string field, written even when empty. */
  presentString(tag: number, value: string): void {
    this.message(tag, () => {
      this.reserve(value.length * 3)
      this.pos += encodeUtf8Into(value, this.bytes.subarray(this.pos))
    })
  }

  byteString(tag: number, value: Uint8Array): void {
    this.reserve(value.length + 20)
    this.smallVarint(tag)
    this.smallVarint(value.length)
    this.bytes.set(value, this.pos)
    this.pos += value.length
  }

  hexId(tag: number, id: string): void {
    if (id === '') return
    this.reserve(40)
    this.smallVarint(tag)
    this.smallVarint(id.length / 2)
    for (let i = 0; i < id.length; i += 2) this.bytes[this.pos++] = Number.parseInt(id.slice(i, i + 2), 16)
  }

  /** A length-delimited field whose content `write` writes. */
  message(tag: number, write: () => void): void {
    this.reserve(20)
    this.smallVarint(tag)
    const lengthAt = this.pos++
    write()
    const length = this.pos - lengthAt - 1
    if (length > 0x7f) {
      // The length was given one byte and takes more: the content moves up.
      const extra = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4
      this.reserve(extra)
      this.bytes.copyWithin(lengthAt + 1 + extra, lengthAt + 1, this.pos)
      this.pos = lengthAt
      this.smallVarint(length)
      this.pos += length
    } else this.bytes[lengthAt] = length
  }

  private smallVarint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.pos++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.pos++] = rest
  }

  private reserve(length: number): void {
    const needed = this.pos + length
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.pos))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}
