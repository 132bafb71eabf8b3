interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Does for many at once what each asks for alone: while one batch is under way, the next collects. The control store
 * runs one statement at a time, so that fifty calls cost what two do.
 */
export class GroupCommit<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Result[]>
  readonly #maxItems: number
  #waiting: Waiting<Item, Result>[] = []
  #running: Promise<void> | null = null

  /** @param run one result for each item, in their order */
  constructor(run: (items: readonly Item[]) => Promise<readonly Result[]>, maxItems = 200) {
    this.#run = run
    this.#maxItems = maxItems
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      this.#running ??= this.#runAll()
    })
  }

  async #runAll(): Promise<void> {
    // Lets what is asked for in the same turn join the first batch.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxItems)
      try {
        const results = await this.#run(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#running = null
  }
}
