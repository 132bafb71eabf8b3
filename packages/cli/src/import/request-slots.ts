/** Runs a bounded number of requests at once; a caller that has to wait for a free one stops reading meanwhile. */
export class RequestSlots {
  private readonly limit: number
  private readonly running = new Set<Promise<void>>()
  private readonly failures: unknown[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  /** Starts the work as soon as a slot is free. Throws what earlier work failed with. */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.limit) await Promise.race(this.running)
    this.throwFailure()
    const task = work().then(
      () => {
        this.running.delete(task)
      },
      (error: unknown) => {
        this.running.delete(task)
        this.failures.push(error)
      },
    )
    this.running.add(task)
  }

  /** Waits for all work; throws what failed first. */
  async finish(): Promise<void> {
    await Promise.all(this.running)
    this.throwFailure()
  }

  private throwFailure(): void {
    if (this.failures.length > 0) throw this.failures[0]
  }
}
