/**
 * A 32-bit hash of UTF-16 units `from` to `to`, every bit of which depends on every unit: FNV-1a, then the finaliser of
 * MurmurHash3. The same for good; not for anything that must withstand intent.
 */
export function hashText(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
