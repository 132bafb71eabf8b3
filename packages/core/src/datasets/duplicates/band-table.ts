/** A hash table from a band's key to the rows that have it, in typed arrays: 12 to 24 bytes for each entry. */
export class BandTable {
  private heads: Int32Array
  private next: Int32Array
  private keys: Int32Array
  private count = 0
  private readonly bands: number

  constructor(bands: number) {
    this.bands = bands
    this.heads = new Int32Array(1024).fill(-1)
    this.next = new Int32Array(1024)
    this.keys = new Int32Array(1024)
  }

  /** Rows must be added in order 0, 1, 2, …, each with one key for each band. */
  add(keys: Int32Array): void {
    if (this.count + this.bands > this.next.length) this.grow()
    for (const key of keys) {
      const bucket = key & (this.heads.length - 1)
      this.keys[this.count] = key
      this.next[this.count] = this.heads[bucket] as number
      this.heads[bucket] = this.count++
    }
  }

  /** Calls `visit` with each row that has the key, newest first, until it returns false. */
  forEach(key: number, visit: (row: number) => boolean): void {
    let entry = this.heads[key & (this.heads.length - 1)] as number
    while (entry >= 0) {
      if (this.keys[entry] === key && !visit(Math.floor(entry / this.bands))) return
      entry = this.next[entry] as number
    }
  }

  get byteLength(): number {
    return this.heads.byteLength + this.next.byteLength + this.keys.byteLength
  }

  private grow(): void {
    const capacity = this.next.length * 2
    const keys = new Int32Array(capacity)
    keys.set(this.keys)
    this.keys = keys
    this.next = new Int32Array(capacity)
    this.heads = new Int32Array(capacity).fill(-1)
    for (let entry = 0; entry < this.count; entry++) {
      const bucket = (keys[entry] as number) & (capacity - 1)
      this.next[entry] = this.heads[bucket] as number
      this.heads[bucket] = entry
    }
  }
}
