import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { type ControlEngineUnderTest, type ControlPlace, quietLog } from '../control/testing/index.ts'
import { type Job, type JobQueue, openQueue } from './index.ts'

/** What the queue promises on every engine of the control store. */
export function jobQueueContract(engine: ControlEngineUnderTest): void {
  describe.skipIf(engine.skipped !== null)(`the job queue on ${engine.name}`, () => {
    const subject = new Subject()
    beforeAll(async () => {
      await engine.start()
      await subject.open(await engine.newPlace())
    })
    afterAll(async () => {
      await subject.close()
      await engine.stop()
    })

    describe('jobs', () => jobPromises(subject))
    describe('stopping', () => stopPromises(subject))
    // An embedded store has one process; what it leaves behind is taken up at the next start.
    describe.skipIf(engine.name === 'PGlite')('the loss of a process', () => lostPromises(subject))
    describe('schedules', () => schedulePromises(subject))
  })
}

class Subject {
  #place: ControlPlace | null = null
  #open: { readonly store: ControlStore; readonly queue: JobQueue } | null = null

  get store(): ControlStore {
    if (this.#open === null) throw new Error('no store is open')
    return this.#open.store
  }

  get queue(): JobQueue {
    if (this.#open === null) throw new Error('no queue is open')
    return this.#open.queue
  }

  async open(place: ControlPlace): Promise<void> {
    this.#place = place
    const store = await openControlStore(place, { log: quietLog })
    this.#open = { store, queue: await openQueue(store, { log: quietLog, pollMs: 100 }) }
  }

  async close(graceMs?: number): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.queue.stop(graceMs)
    await open?.store.close()
  }

  async restart(graceMs?: number): Promise<void> {
    const place = this.#place
    if (place === null) throw new Error('nothing was opened')
    await this.close(graceMs)
    await this.open(place)
  }
}

const soon = { timeout: 30_000, interval: 20 }

function jobPromises(subject: Subject): void {
  /** It would find a job by itself in an hour. */
  const withoutPoll = () => openQueue(subject.store, { log: quietLog, pollMs: 3_600_000 })

  it('reach their handler with the data that was sent, without waiting for the poll', async () => {
    const seen: unknown[] = []
    const queue = await withoutPoll()
    await queue.work('greet', async ({ data }) => void seen.push(data))
    for (const name of ['Ann', '退款', '']) {
      await queue.send('greet', { name, list: [1, null] })
      await vi.waitFor(() => expect(seen).toContainEqual({ name, list: [1, null] }), soon)
    }
    await queue.stop()
  })

  it('run as many at once as was asked for, and each of them once', async () => {
    const seen = new Map<unknown, number>()
    let running = 0
    let mostRunning = 0
    const handler = async ({ data }: Job) => {
      mostRunning = Math.max(mostRunning, ++running)
      // The first ones wait for each other: on a busy machine short ones might never meet.
      if (mostRunning < 3) await vi.waitFor(() => expect(mostRunning).toBe(3), soon)
      await sleep(5)
      running--
      const { number } = data as { number: number }
      seen.set(number, (seen.get(number) ?? 0) + 1)
    }
    await subject.queue.work('count', handler, { concurrency: 3 })
    await Promise.all(Array.from({ length: 40 }, (_, number) => subject.queue.send('count', { number })))
    await vi.waitFor(() => expect(seen.size).toBe(40), soon)
    expect([...seen.values()].every((times) => times === 1)).toBe(true)
    expect(mostRunning).toBe(3)
  })

  it('that throw are tried again until their attempts are used up', async () => {
    let attempts = 0
    const handler = async () => {
      attempts++
      throw new Error('no luck')
    }
    await subject.queue.work('unlucky', handler, { maxAttempts: 2, retryDelaySeconds: 1 })
    const id = await subject.queue.send('unlucky', {})
    await vi.waitFor(async () => {
      const { rows } = await subject.store.executeSql('select state::text, output from pgboss.job where id = $1', [id])
      expect(rows).toEqual([{ state: 'failed', output: { message: 'no luck' } }])
    }, soon)
    expect(attempts).toBe(2)
  })

  it('that take too long fail, even when their handler does not listen', async () => {
    const handler = () => new Promise<void>(() => undefined)
    await subject.queue.work('endless', handler, { maxAttempts: 1, timeoutSeconds: 1 })
    const id = await subject.queue.send('endless', {})
    await vi.waitFor(async () => {
      const { rows } = await subject.store.executeSql('select output from pgboss.job where id = $1', [id])
      expect(rows).toEqual([{ output: { message: 'took longer than 1 s' } }])
    }, soon)
  })

  it('wait for their delay', async () => {
    const startedMs: number[] = []
    await subject.queue.work('later', async () => void startedMs.push(performance.now()))
    const sentMs = performance.now()
    await subject.queue.send('later', {}, { delaySeconds: 1 })
    await vi.waitFor(() => expect(startedMs).toHaveLength(1), soon)
    expect((startedMs[0] ?? 0) - sentMs).toBeGreaterThan(950)
  })

  it('sent within a transaction exist only when it commits', async () => {
    const seen: unknown[] = []
    await subject.queue.work('outbox', async ({ data }) => void seen.push(data))
    const send = (fate: string) => async (within: Parameters<Parameters<ControlStore['transaction']>[0]>[0]) => {
      await subject.queue.send('outbox', { fate }, { within })
      if (fate === 'rolled back') throw new Error(fate)
    }
    await expect(subject.store.transaction(send('rolled back'))).rejects.toThrow('rolled back')
    await subject.store.transaction(send('committed'))
    await vi.waitFor(() => expect(seen).toEqual([{ fate: 'committed' }]), soon)
  })

  it('sent within a transaction start as soon as it has committed, and not with the next poll', async () => {
    let started = 0
    const queue = await withoutPoll()
    await queue.work('at-once', async () => void started++)
    for (let sent = 1; sent <= 5; sent++) {
      await subject.store.transaction((within) => queue.send('at-once', {}, { within }))
      await vi.waitFor(() => expect(started).toBe(sent), soon)
    }
    await queue.stop()
  })

  it('of a name that nobody ever declared are refused', async () => {
    await expect(subject.queue.send('nobody', {})).rejects.toThrow('no handler was ever declared for jobs named nobody')
  })
}

function stopPromises(subject: Subject): void {
  it('lets a running handler finish within the grace period', async () => {
    let finished = false
    let started = false
    await subject.queue.work('finishing', async () => {
      started = true
      await sleep(300)
      finished = true
    })
    const id = await subject.queue.send('finishing', {})
    await vi.waitFor(() => expect(started).toBe(true), soon)
    await subject.restart()
    expect(finished).toBe(true)
    const { rows } = await subject.store.executeSql('select state::text from pgboss.job where id = $1', [id])
    expect(rows).toEqual([{ state: 'completed' }])
  })

  it.each([
    [
      'gives up when told',
      ({ signal }: Job) => new Promise<void>((_, reject) => signal.addEventListener('abort', reject)),
    ],
    ['does not listen', () => new Promise<void>(() => undefined)],
  ])('hands back the job of a handler that %s, without using up an attempt', async (habit, handler) => {
    let started = false
    const interrupted = (job: Job) => {
      started = true
      return handler(job)
    }
    const name = `handed back: ${habit}`
    await subject.queue.work(name, interrupted, { maxAttempts: 1 })
    const id = await subject.queue.send(name, { number: 7 })
    await vi.waitFor(() => expect(started).toBe(true), soon)
    await subject.restart(100)
    const seen: unknown[] = []
    await subject.queue.work(name, async (job) => void seen.push([job.id, job.data]))
    await vi.waitFor(() => expect(seen).toEqual([[id, { number: 7 }]]), soon)
  })
}

function lostPromises(subject: Subject): void {
  it('takes up the job of a process that is gone, and leaves what a living one works on', async () => {
    const ids: string[] = []
    const never = () => new Promise<void>(() => undefined)
    await subject.queue.work('lost', never, { concurrency: 2 })
    for (const number of [1, 2]) ids.push(await subject.queue.send('lost', { number }))
    const active = `select count(*)::int as n from pgboss.job where id = any($1::uuid[]) and state = 'active'`
    const activeCount = async () => (await subject.store.executeSql(active, [ids])).rows[0]?.n
    await vi.waitFor(async () => expect(await activeCount()).toBe(2), soon)
    let look: (jobs: ReadonlySet<string>) => void = () => undefined
    const others = {
      slot: 1,
      hasOthers: true,
      isFirst: true,
      reportJobs: () => undefined,
      close: async () => undefined,
    }
    const servers = {
      ...others,
      onLook: (listener: typeof look) => {
        look = listener
      },
    }
    const second = await openQueue(subject.store, { log: quietLog, pollMs: 100, servers })
    const done: unknown[] = []
    await second.work('lost', async ({ data }) => void done.push(data), { concurrency: 2 })
    const living = new Set(ids.slice(1))
    // Whoever took them just now may not have told yet.
    look(living)
    await sleep(300)
    expect(await activeCount()).toBe(2)
    await subject.store.executeSql(
      `update pgboss.job set started_on = now() - interval '1 minute' where id = any($1::uuid[])`,
      [ids],
    )
    look(living)
    await vi.waitFor(() => expect(done).toEqual([{ number: 1 }]), soon)
    // That it is done is written after its handler has ended.
    await vi.waitFor(async () => expect(await activeCount()).toBe(1), soon)
    await second.stop()
  })
}

function schedulePromises(subject: Subject): void {
  it('are declared, but neither added nor done, by a server that does no jobs; what it sends is done by others', async () => {
    const sender = await openQueue(subject.store, { log: quietLog, takesJobs: false })
    const doneBy: string[] = []
    const doneAs = (who: string) => async (): Promise<void> => void doneBy.push(who)
    await sender.work('told', doneAs('sender'))
    await sender.schedule('told daily', 40_000, doneAs('sender'))
    await sender.send('told', {})
    await subject.queue.work('told', doneAs('worker'))
    await vi.waitFor(() => expect(doneBy).toEqual(['worker']), soon)
    await subject.queue.schedule('told daily', 40_000, doneAs('worker'))
    await vi.waitFor(() => expect(doneBy).toEqual(['worker', 'worker']), soon)
    await sender.stop()
  })

  it('run their handler at once and then in every period, also with several servers, once', async () => {
    const runsMs: number[] = []
    const handler = async () => void runsMs.push(performance.now())
    const second = await openQueue(subject.store, { log: quietLog })
    await Promise.all([subject.queue.schedule('tick', 1, handler), second.schedule('tick', 1, handler)])
    const startedMs = performance.now()
    await sleep(4200)
    await second.stop()
    const elapsedPeriods = Math.ceil((performance.now() - startedMs) / 1000) + 1
    expect(runsMs.length).toBeGreaterThanOrEqual(3)
    expect(runsMs.length).toBeLessThanOrEqual(elapsedPeriods)
  })

  it('do not pile up behind a handler that takes longer than its period', async () => {
    let runs = 0
    const slow = async () => {
      runs++
      await sleep(2500)
    }
    await subject.queue.schedule('slow', 1, slow)
    await sleep(3200)
    const { rows } = await subject.store.executeSql(
      "select count(*) as waiting from pgboss.job where name = 'slow' and state < 'active'",
    )
    expect(Number(rows[0]?.waiting)).toBeLessThanOrEqual(1)
    expect(runs).toBeLessThanOrEqual(2)
  })

  it('refuse a period that is no number of seconds between one and half a day', async () => {
    await expect(subject.queue.schedule('never', 0, async () => undefined)).rejects.toThrow(RangeError)
    await expect(subject.queue.schedule('never', Number.NaN, async () => undefined)).rejects.toThrow(RangeError)
  })
}
