/** Texts of one length that are compared one by one; with more, hashing each of them is cheaper. */
const MAX_COMPARED = 16

/**
 * Distinct texts by the order they came in. A Map would hash every text whole, and texts are most of a span; two texts
 * of one length are compared instead, which ends at their first difference.
 */
export class TextIndex {
  readonly #byLength = new Map<number, { texts: string[]; numbers: number[] } | Map<string, number>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number under which a text was put in; undefined when it was not. */
  get(text: string): number | undefined {
    const bucket = this.#byLength.get(text.length)
    if (bucket === undefined) return undefined
    if (bucket instanceof Map) return bucket.get(text)
    const at = bucket.texts.indexOf(text)
    return at === -1 ? undefined : bucket.numbers[at]
  }

  /** False when the text is there already; its number stays. */
  add(text: string, number: number): boolean {
    const bucket = this.#byLength.get(text.length)
    if (bucket === undefined) this.#byLength.set(text.length, { texts: [text], numbers: [number] })
    else if (bucket instanceof Map) {
      if (bucket.has(text)) return false
      bucket.set(text, number)
    } else {
      if (bucket.texts.includes(text)) return false
      bucket.texts.push(text)
      bucket.numbers.push(number)
      if (bucket.texts.length > MAX_COMPARED) {
        this.#byLength.set(text.length, new Map(bucket.texts.map((each, at) => [each, bucket.numbers[at] ?? 0])))
      }
    }
    this.#size += 1
    return true
  }
}
