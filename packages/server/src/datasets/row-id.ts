import { randomFillSync } from 'node:crypto'

let lastMs = 0
let counter = 0
/** Drawn for many ids at once: each draw costs as much as the rest of a row's writing. */
const pool = Buffer.alloc(4096)
let drawn = pool.length

function nextRandom(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += 8
  return pool.subarray(drawn - 8, drawn)
}

/** A UUID of version 7 (RFC 9562, 5.7 and 6.2): those of one process sort in the order in which they were made. */
export function newRowId(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = 0
  } else if (++counter > 0xfff) {
    lastMs++
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const random = nextRandom()
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const tail = random.toString('hex')
  const count = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
