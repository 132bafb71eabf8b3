import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { AppError } from '@pawl/core'
import { pause } from '../pause/index.ts'
import { ConnectionPool } from './connection-pool.ts'
import { toStoreError } from './engine-error.ts'
import { InsertLoad } from './insert-load.ts'
import { kindLimits, restAfter, settingsOf } from './query-limits.ts'
import { type SqlText, sql } from './sql-literal.ts'
import type { QueryKind, QueryOptions, TelemetryInsert, TelemetryStore } from './telemetry-store.ts'

/** What differs between the embedded engine and a server: how rows stream out, and how bytes get in fast. */
export interface EnginePort {
  readonly engine: 'chdb' | 'clickhouse'
  readonly location: string
  readonly rowsDirectory?: string
  /** What a statement is on this engine, one after the other; a query is one. */
  readonly statementsOf?: (statement: string) => readonly string[]
  /** What makes the engine look for work at once, said again and again while this statement waits for it. */
  readonly nudgeFor?: (statement: string) => string | null
  connect(): ClickHouseClient
  /** Text chunks of a result in JSONEachRow. */
  streamText(client: ClickHouseClient, statement: string): AsyncIterable<string>
  insertRows(client: ClickHouseClient, insert: TelemetryInsert): Promise<void>
  afterClose(): Promise<void>
}

const NUDGE_MS = 50

const queryKinds = Object.keys(kindLimits) as QueryKind[]

/** The one implementation of the store over `@clickhouse/client`, whichever engine is behind it. */
export class ClickHouseTelemetry implements TelemetryStore {
  readonly engine: 'chdb' | 'clickhouse'
  readonly location: string
  readonly rowsDirectory: string | undefined
  readonly #port: EnginePort
  readonly #pools: ReadonlyMap<QueryKind, ConnectionPool<ClickHouseClient>>
  readonly #inserters: ConnectionPool<ClickHouseClient>
  readonly #control: ClickHouseClient
  readonly #all: readonly ClickHouseClient[]
  readonly #load = new InsertLoad()
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(port: EnginePort) {
    this.#port = port
    this.engine = port.engine
    this.location = port.location
    this.rowsDirectory = port.rowsDirectory
    const all: ClickHouseClient[] = []
    const connect = () => {
      const client = port.connect()
      all.push(client)
      return client
    }
    this.#control = connect()
    // Two flushes write their spans while a third writes its traces.
    this.#inserters = new ConnectionPool([connect(), connect(), connect()], 10_000)
    this.#pools = new Map(
      queryKinds.map((kind) => {
        const { connections, maxWaiting } = kindLimits[kind]
        return [kind, new ConnectionPool(Array.from({ length: connections }, connect), maxWaiting)]
      }),
    )
    this.#all = all
  }

  query<Row>(statement: SqlText, options: QueryOptions): Promise<readonly Row[]> {
    const [text = ''] = this.#statementsOf(statement.text)
    return this.#run(text, options, async (client, query) => {
      const result = await client.query({ query, format: 'JSONEachRow' })
      return await result.json<Row>()
    })
  }

  async command(statement: SqlText, options: QueryOptions): Promise<void> {
    for (const text of this.#statementsOf(statement.text)) {
      await this.#run(text, options, async (client, query) => {
        await this.#nudging(text, client.command({ query }))
      })
    }
  }

  async *stream<Row>(statement: SqlText, options: QueryOptions): AsyncIterable<Row> {
    this.#assertOpen()
    // A stream keeps its connection until the reader is done, so it gets one of its own.
    const client = this.#port.connect()
    try {
      let rest = ''
      const text = this.#statementsOf(statement.text).join('\n')
      for await (const chunk of this.#port.streamText(client, `${text}\nSETTINGS ${settingsOf(options)}`)) {
        options.signal?.throwIfAborted()
        // It may be of millions of rows, and a process that is to end would wait for them.
        this.#assertOpen()
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') yield JSON.parse(line) as Row
      }
      if (rest.trim() !== '') yield JSON.parse(rest) as Row
    } catch (error) {
      throw toStoreError(error, 'while reading')
    } finally {
      await client.close()
    }
  }

  async insert(insert: TelemetryInsert): Promise<void> {
    if (insert.rows.byteLength === 0) return
    this.#assertOpen()
    await this.#track(
      this.#inserters.use(async (client) => {
        try {
          await this.#port.insertRows(client, insert)
        } catch (error) {
          throw toStoreError(error, `to insert into ${insert.table}`)
        } finally {
          if (insert.isBackground !== true) this.#load.ended(performance.now(), insert.rows.byteLength)
        }
      }),
    )
  }

  isUnderLoad(): boolean {
    return this.#load.isHigh(performance.now())
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.allSettled(this.#running)
    await Promise.allSettled(this.#all.map((client) => client.close()))
    await this.#port.afterClose()
  }

  #statementsOf(statement: string): readonly string[] {
    return this.#port.statementsOf?.(statement) ?? [statement]
  }

  async #run<Result>(
    statement: string,
    options: QueryOptions,
    work: (client: ClickHouseClient, text: string) => Promise<Result>,
  ): Promise<Result> {
    this.#assertOpen()
    const pool = this.#pools.get(options.kind)
    if (pool === undefined) throw new AppError('internal', `no connections for ${options.kind} queries`)
    const restMs = (tookMs: number) => (this.isUnderLoad() ? restAfter(options.kind, tookMs) : 0)
    return await this.#track(
      pool.use(async (client) => {
        options.signal?.throwIfAborted()
        const marker = `pawl:${randomUUID()}`
        const settings = /^\s*(SELECT|WITH|INSERT)/i.test(statement)
          ? `\nSETTINGS ${settingsOf(options, this.isUnderLoad())}`
          : ''
        const onAbort = () => {
          this.#kill(marker).catch(() => undefined)
        }
        options.signal?.addEventListener('abort', onAbort, { once: true })
        try {
          return await work(client, `/* ${marker} */ ${statement}${settings}`)
        } catch (error) {
          throw toStoreError(error, 'to answer a query')
        } finally {
          options.signal?.removeEventListener('abort', onAbort)
        }
      }, restMs),
    )
  }

  async #nudging(statement: string, running: Promise<unknown>): Promise<void> {
    const nudge = this.#port.nudgeFor?.(statement) ?? null
    if (nudge === null) return void (await running)
    const ended = new AbortController()
    const nudging = (async () => {
      for (;;) {
        await pause(NUDGE_MS, ended.signal)
        if (ended.signal.aborted) return
        await this.#control.command({ query: nudge }).catch(() => undefined)
      }
    })()
    try {
      await running
    } finally {
      ended.abort()
      await nudging
    }
  }

  /** `SYNC` hangs in the embedded engine; the killed statement itself reports its end to its caller. */
  async #kill(marker: string): Promise<void> {
    const statement = sql`KILL QUERY WHERE startsWith(query, ${`/* ${marker}`}) ASYNC`
    for (const query of this.#statementsOf(statement.text)) await this.#control.command({ query })
  }

  #track<Result>(running: Promise<Result>): Promise<Result> {
    this.#running.add(running)
    const done = () => this.#running.delete(running)
    running.then(done, done)
    return running
  }

  #assertOpen(): void {
    if (this.#closed) throw new AppError('store_unavailable', 'The telemetry store is closed.', { retryAfterS: 5 })
  }
}
