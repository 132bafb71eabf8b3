/** So many texts are compared one by one; with more, hashing them is cheaper. */
const MAX_COMPARED = 16

/**
 * Distinct texts by the order they came in. A Map would hash every text whole, and texts are most of a span; a few are
 * compared instead, which ends at their first difference, and most differ in length already.
 */
export class TextIndex {
  readonly #texts: string[] = []
  readonly #numbers: number[] = []
  #byText: Map<string, number> | undefined

  get size(): number {
    return this.#byText?.size ?? this.#texts.length
  }

  /** The number under which a text was put in; undefined when it was not. */
  get(text: string): number | undefined {
    if (this.#byText !== undefined) return this.#byText.get(text)
    const at = this.#texts.indexOf(text)
    return at === -1 ? undefined : this.#numbers[at]
  }

  /** False when the text is there already; its number stays. */
  add(text: string, number: number): boolean {
    if (this.get(text) !== undefined) return false
    if (this.#byText === undefined && this.#texts.length === MAX_COMPARED) {
      this.#byText = new Map(this.#texts.map((each, at) => [each, this.#numbers[at] ?? 0]))
    }
    if (this.#byText !== undefined) this.#byText.set(text, number)
    else {
      this.#texts.push(text)
      this.#numbers.push(number)
    }
    return true
  }

  /** Gives a text that is there another number. */
  set(text: string, number: number): void {
    if (this.#byText !== undefined) this.#byText.set(text, number)
    else this.#numbers[this.#texts.indexOf(text)] = number
  }
}
