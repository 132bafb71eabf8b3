/** Which characters something matches: one entry for each ASCII character, and one for all others together. */
export type CharacterSet = Uint8Array

const others = 128

export function emptySet(): CharacterSet {
  return new Uint8Array(others + 1)
}

export function fullSet(): CharacterSet {
  return emptySet().fill(1)
}

export function addRange(set: CharacterSet, from: number, to: number): void {
  for (let code = from; code <= Math.min(to, others - 1); code++) set[code] = 1
  if (to >= others) set[others] = 1
}

export function addAll(set: CharacterSet, added: CharacterSet): void {
  for (let code = 0; code <= others; code++) if (added[code] === 1) set[code] = 1
}

/** The complement. Characters beyond ASCII stay in either way, because some of them may. */
export function inverse(set: CharacterSet): CharacterSet {
  const result = set.map((has) => 1 - has)
  result[others] = 1
  return result
}

export function overlap(a: CharacterSet, b: CharacterSet): CharacterSet {
  return a.map((has, code) => has & (b[code] as number))
}

export function isEmptySet(set: CharacterSet): boolean {
  return !set.includes(1)
}

/** Adds the other case of each letter. */
export function closeCase(set: CharacterSet): CharacterSet {
  const result = set.slice()
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (set[upper] === 1 || set[upper + 32] === 1) {
      result[upper] = 1
      result[upper + 32] = 1
    }
  }
  // The Kelvin sign and the long s are k and s without case.
  if (result[0x6b] === 1 || result[0x73] === 1) result[others] = 1
  return result
}

/** What `\d`, `\w`, `\s` and their capitals match. */
export function classSet(letter: string): CharacterSet {
  const set = emptySet()
  const kind = letter.toLowerCase()
  if (kind === 'd' || kind === 'w') addRange(set, 0x30, 0x39)
  if (kind === 'w') {
    addRange(set, 0x41, 0x5a)
    addRange(set, 0x61, 0x7a)
    addRange(set, 0x5f, 0x5f)
  }
  if (kind === 's') {
    addRange(set, 0x09, 0x0d)
    addRange(set, 0x20, 0x20)
    set[others] = 1
  }
  return letter === kind ? set : inverse(set)
}
