/** A hash table from a band's key to the rows that have it, in typed arrays: 12 to 24 bytes for each entry. */
export class BandTable {
  private heads: Int32Array
  private next: Int32Array
  private keys: Int32Array
  /** Entries of rows that are or were there. */
  private count = 0
  private readonly bands: number

  constructor(bands: number) {
    this.bands = bands
    this.heads = new Int32Array(1024).fill(-1)
    this.next = new Int32Array(1024)
    this.keys = new Int32Array(1024)
  }

  /** A row has one key for each band. Its number is that of a removed row, or the next one after all others. */
  add(row: number, keys: Int32Array): void {
    this.count = Math.max(this.count, (row + 1) * this.bands)
    if (this.count > this.next.length) this.grow(row)
    let entry = row * this.bands
    for (const key of keys) {
      this.keys[entry] = key
      this.link(entry++)
    }
  }

  /** Quick for the row that was added last, slow for one that shares its keys with many newer ones. */
  remove(row: number): void {
    for (let entry = row * this.bands; entry < (row + 1) * this.bands; entry++) this.unlink(entry)
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

  private link(entry: number): void {
    const bucket = (this.keys[entry] as number) & (this.heads.length - 1)
    this.next[entry] = this.heads[bucket] as number
    this.heads[bucket] = entry
  }

  private unlink(entry: number): void {
    const bucket = (this.keys[entry] as number) & (this.heads.length - 1)
    const after = this.next[entry] as number
    let at = this.heads[bucket] as number
    if (at === entry) this.heads[bucket] = after
    while (at >= 0 && this.next[at] !== entry) at = this.next[at] as number
    if (at >= 0) this.next[at] = after
    this.next[entry] = unlinked
  }

  /** Makes room, and links all entries but those of the newest row, which has no keys yet. */
  private grow(newest: number): void {
    const capacity = this.next.length * 2
    const keys = new Int32Array(capacity)
    keys.set(this.keys)
    this.keys = keys
    const before = this.next
    this.next = new Int32Array(capacity).fill(unlinked)
    this.heads = new Int32Array(capacity).fill(-1)
    for (let entry = 0; entry < newest * this.bands; entry++) if (before[entry] !== unlinked) this.link(entry)
  }
}

/** Stands in `next` for entries that are in no bucket; -1 is the end of one. */
const unlinked = -2
