/**
 * A trace's place between 0 and 1, by its id alone, so that a share of traces is the same ones for every evaluator, on every
 * server and after a restart: MurmurHash3 (x86, 32 bits, seed 0) of the id's text, which the telemetry store computes as
 * `murmurHash3_32`.
 *
 * Source: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function tracePoint(traceId: string): number {
  return murmurHash3(traceId) / 2 ** 32
}

/** Of text whose characters are ASCII, in whole blocks of four: a trace id has 32 hex digits. */
function murmurHash3(text: string): number {
  let hash = 0
  for (let at = 0; at + 4 <= text.length; at += 4) {
    let block =
      text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24)
    block = Math.imul(block, 0xcc9e2d51)
    block = (block << 15) | (block >>> 17)
    hash ^= Math.imul(block, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
