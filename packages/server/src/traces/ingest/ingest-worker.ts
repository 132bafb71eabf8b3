// The thread that decodes, derives and writes rows, so that the server's event loop stays free.
import { type MessagePort, parentPort } from 'node:worker_threads'
import { compileContentRules } from './clean-content.ts'
import { IngestEngine } from './ingest-engine.ts'
import type { IngestStore, SpanWrite, TraceWrite } from './ingest-store.ts'
import { withRowsLaid } from './lay-inserts.ts'
import { reuseMemory } from './row-bytes.ts'
import {
  errorToMessage,
  type FromWorker,
  messageToError,
  rowMemoryOf,
  type StoreCall,
  type StoreListing,
  type ToWorker,
} from './worker-messages.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
  onRows?(rows: readonly unknown[]): void
}

function serve(port: MessagePort): void {
  const waiting = new Map<number, Waiting>()
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  let lastId = 0
  const call = <Result>(method: StoreCall, ...args: readonly unknown[]): Promise<Result> =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      post({ type: 'call', id: lastId, method, args }, rowMemoryOf(args))
    }) as Promise<Result>
  let rowsDirectory: string | undefined
  const handOver = <Write extends SpanWrite | TraceWrite>(write: Write, post: (write: Write) => Promise<void>) =>
    rowsDirectory === undefined ? post(write) : withRowsLaid(write, rowsDirectory, post)
  const store: IngestStore = {
    writeSpans: (write) => handOver(write, (laid) => call('writeSpans', laid)),
    writeTraces: (write) => handOver(write, (laid) => call('writeTraces', laid)),
    loadTraces: (...args) => call('loadTraces', ...args),
    newestVersion: () => call('newestVersion'),
    unsummarised: () => call('unsummarised'),
    disputed: (...args) => call('disputed', ...args),
    loadSpans: (...args) => call('loadSpans', ...args),
    loadOrigins: (...args) => call('loadOrigins', ...args),
    loadLogs: (...args) => call('loadLogs', ...args),
    findByResponseId: (...args) => call('findByResponseId', ...args),
    traceIds: () => listing('traceIds'),
    logKeys: () => listing('logKeys'),
  }
  async function* listing<Row>(method: StoreListing): AsyncIterable<Row> {
    const chunks: (readonly unknown[])[] = []
    let wake = (): void => undefined
    let ended = false
    lastId += 1
    const end = new Promise<unknown>((resolve, reject) => {
      waiting.set(lastId, {
        resolve,
        reject,
        onRows: (rows) => {
          chunks.push(rows)
          wake()
        },
      })
      post({ type: 'list', id: lastId, method })
    }).finally(() => {
      ended = true
      wake()
    })
    while (!ended || chunks.length > 0) {
      const rows = chunks.shift()
      if (rows === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else yield* rows as readonly Row[]
    }
    await end
  }
  // The first message says which server it is of.
  let engine = new IngestEngine(store)
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'ingest':
        engine.ingest(message.request, compileContentRules(message.settings)).then(
          (outcome) => {
            const memory = message.request.body.buffer as ArrayBuffer
            post({ type: 'done', id: message.id, outcome, memory }, [memory])
          },
          (error: unknown) => post({ type: 'failed', id: message.id, error: errorToMessage(error) }),
        )
        return
      case 'start':
        rowsDirectory = message.rowsDirectory
        engine = new IngestEngine(store, { slot: message.slot })
        begin(engine, message.isShared, post)
        return
      case 'forget':
        engine.forget(message.project, message.traceIds)
        return
      case 'share':
        // Where it fails, everything is looked up as before.
        engine.share(message.isShared).catch(() => undefined)
        return
      case 'mend':
        engine.mend().then(
          () => post({ type: 'drained', id: message.id }),
          (error: unknown) => post({ type: 'failed', id: message.id, error: errorToMessage(error) }),
        )
        return
      case 'drain':
        engine.drain().then(
          () => post({ type: 'drained', id: message.id }),
          () => post({ type: 'drained', id: message.id }),
        )
        return
      case 'chunk':
        waiting.get(message.id)?.onRows?.(message.rows)
        return
      case 'reply':
        for (const memory of message.memory) reuseMemory(memory)
        waiting.get(message.id)?.resolve(message.value)
        waiting.delete(message.id)
        return
      case 'failure':
        waiting.get(message.id)?.reject(messageToError(message.error))
        waiting.delete(message.id)
    }
  })
}

function begin(engine: IngestEngine, isShared: boolean, post: (message: FromWorker) => void): void {
  engine
    .share(isShared)
    .then(() => engine.reconcile())
    .then(
      () => post({ type: 'ready', error: null }),
      (error: unknown) => post({ type: 'ready', error: errorToMessage(error) }),
    )
    .then(() => engine.prime())
    // Not primed is right, only slower.
    .catch(() => undefined)
    .then(() => post({ type: 'primed' }))
    .catch(() => undefined)
}

if (parentPort !== null) serve(parentPort)
