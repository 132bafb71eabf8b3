/** Where a piece of text lies in a RowBytes. Numbers, not a view: views are what the garbage collector is slowest at. */
export interface RowSlice {
  readonly rows: RowBytes
  readonly start: number
  readonly end: number
}

/** Rows as UTF-8, outside the JavaScript heap. Grows by doubling. */
export class RowBytes {
  #buffer: Buffer
  #length = 0

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(1024, expectedBytes))
  }

  /** Appends text and says where it is. */
  append(text: string): RowSlice {
    // A UTF-16 unit takes at most three bytes.
    if (this.#length + text.length * 3 > this.#buffer.length) this.#reserve(Buffer.byteLength(text))
    const start = this.#length
    this.#length += this.#buffer.write(text, start, 'utf8')
    return { rows: this, start, end: this.#length }
  }

  appendSlice({ rows, start, end }: RowSlice): void {
    this.#reserve(end - start)
    this.#length += rows.#buffer.copy(this.#buffer, this.#length, start, end)
  }

  textOf({ start, end }: RowSlice): string {
    return this.#buffer.toString('utf8', start, end)
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
