/** Which of many numbered things has the lowest value, ties by place: a binary heap in which all start at 0. */
export class LowestFirst {
  #heap: Int32Array
  #values: Float64Array
  #places: ArrayLike<number>
  #size: number

  constructor(places: ArrayLike<number>) {
    this.#places = places
    this.#size = places.length
    this.#values = new Float64Array(places.length)
    this.#heap = new Int32Array(places.length)
    // All values are equal: in the order of their places they are a heap.
    for (let item = 0; item < places.length; item++) this.#heap[places[item] ?? 0] = item
  }

  /** One in the same state, which goes its own way. */
  fork(): LowestFirst {
    const fork = new LowestFirst([])
    fork.#places = this.#places
    fork.#size = this.#size
    fork.#values = this.#values.slice()
    fork.#heap = this.#heap.slice()
    return fork
  }

  /** −1 when there is none. */
  get first(): number {
    return this.#size === 0 ? -1 : (this.#heap[0] ?? -1)
  }

  replaceFirst(value: number): void {
    this.#values[this.first] = value
    this.#sink()
  }

  removeFirst(): void {
    this.#size--
    this.#heap[0] = this.#heap[this.#size] ?? 0
    this.#sink()
  }

  #sink(): void {
    const heap = this.#heap
    const item = heap[0] ?? 0
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child++
      const below = heap[child] ?? 0
      if (!this.#isBefore(below, item)) break
      heap[at] = below
      at = child
    }
    heap[at] = item
  }

  #isBefore(a: number, b: number): boolean {
    const [valueOfA, valueOfB] = [this.#values[a] ?? 0, this.#values[b] ?? 0]
    return valueOfA === valueOfB ? (this.#places[a] ?? 0) < (this.#places[b] ?? 0) : valueOfA < valueOfB
  }
}
