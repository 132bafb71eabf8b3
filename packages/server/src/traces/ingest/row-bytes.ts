/** Rows as UTF-8, outside the JavaScript heap. Grows by doubling; what was appended stays where it was given out. */
export class RowBytes {
  #buffer: Buffer
  #length = 0

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(1024, expectedBytes))
  }

  /** Appends text and gives its bytes. */
  append(text: string): Uint8Array {
    // A UTF-16 unit takes at most three bytes.
    if (this.#length + text.length * 3 > this.#buffer.length) this.#reserve(Buffer.byteLength(text))
    const start = this.#length
    this.#length += this.#buffer.write(text, start, 'utf8')
    return this.#buffer.subarray(start, this.#length)
  }

  appendBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.byteLength
  }

  /** Everything appended, in memory of its own. */
  bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#buffer
    return new Uint8Array(buffer as ArrayBuffer, 0, this.#length)
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#length + bytes))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
  }
}
