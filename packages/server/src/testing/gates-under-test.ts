import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applyGateChange,
  type GatePolicyInput,
  type GateView,
  gateChangeSchema,
  gateViewSchema,
  type NewGate,
} from '@pawl/core'
import { type ModelRequest, type ModelServer, startModelServer } from '../platform/scripted-model/index.ts'
import { type RunningServer, startServer } from '../start-server.ts'

export interface AskedRow {
  /** What the version's prompt says, such as `v2`. */
  readonly version: string
  /** The row's question. */
  readonly question: string
  readonly request: ModelRequest
}

/** What the model says: whether the version gets the row right this time. */
export type ModelBehavior = (asked: AskedRow) => 'right' | 'wrong' | 'down' | Promise<'right' | 'wrong' | 'down'>

/** One model that answers as a test says, over HTTP, and counts what it was asked. */
export class CountingModel implements AsyncDisposable {
  readonly asked: AskedRow[] = []
  behavior: ModelBehavior = () => 'right'
  delayMs = 0
  readonly #server: ModelServer

  private constructor(server: ModelServer) {
    this.#server = server
  }

  static async start(): Promise<CountingModel> {
    const server = await startModelServer()
    const model = new CountingModel(server)
    server.script(async (request) => {
      const asked = { version: textOf(request, 'system'), question: request.lastText, request }
      model.asked.push(asked)
      const outcome = await model.behavior(asked)
      if (outcome === 'down') return { fault: { type: 'status', status: 400, message: 'the model is retired' } }
      return { text: outcome === 'right' ? 'yes' : 'no', delayMs: model.delayMs }
    })
    return model
  }

  get baseUrl(): string {
    return this.#server.baseUrl
  }

  /** How often each question was asked of a version. */
  countsOf(version: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const asked of this.asked) {
      if (asked.version === version) counts.set(asked.question, (counts.get(asked.question) ?? 0) + 1)
    }
    return counts
  }

  reset(behavior: ModelBehavior = () => 'right'): void {
    this.asked.length = 0
    this.behavior = behavior
    this.delayMs = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
  }
}

function textOf({ messages }: ModelRequest, role: string): string {
  const message = messages.find((each) => each.role === role)
  return typeof message?.content === 'string' ? message.content : JSON.stringify(message?.content ?? '')
}

/** The API of a server, as a caller sees it. */
export class ServerCalls {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  async call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.ask(method, path, body)
    if (answer.status >= 400)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  async addProvider(baseUrl: string): Promise<void> {
    await this.call('PUT', '/api/providers/scripted', { baseUrl, isDefault: true })
  }

  /** A version says its name to the model: `v1`, `v2`, … */
  async addPrompt(name: string, { versions, datasets }: { versions: readonly string[]; datasets: readonly string[] }) {
    await this.call('POST', '/api/prompts', { name, protectedBy: { datasets } })
    for (const version of versions) await this.addVersion(name, version)
  }

  async addVersion(name: string, version: string): Promise<void> {
    const messages = [
      { role: 'system', parts: [{ type: 'text', content: version }] },
      { role: 'user', parts: [{ type: 'text', content: '{{question}}' }] },
    ]
    const content = { model: 'scripted/model', messages, parameters: { max_tokens: 3 }, tools: [] }
    await this.call('POST', `/api/prompts/${name}/versions`, { content, note: '' })
  }

  async addEvaluator(name = 'right'): Promise<void> {
    const definition = { kind: 'contains', mode: 'all', values: ['yes'] }
    await this.call('POST', '/api/evaluators', { name, definition, examples: [] })
  }

  /** A dataset of active rows, one for each question. @returns their ids, in that order */
  async addDataset(
    name: string,
    { questions, evaluators = ['right'], priority = 'blocking', idPrefix }: NewDataset,
  ): Promise<readonly string[]> {
    await this.call('POST', '/api/datasets', { name, purpose: 'regression', protects: 'what it says' })
    const rows = questions.map((question, index) => ({
      ...(idPrefix === undefined ? {} : { id: `${idPrefix}${String(index + 1).padStart(2, '0')}` }),
      input: { variables: { question }, messages: [] },
      ...{ evaluators, priority, status: 'active' },
    }))
    const ids: string[] = []
    for (let from = 0; from < rows.length; from += 500) {
      const added = await this.call('POST', `/api/datasets/${name}/rows`, {
        rows: rows.slice(from, from + 500),
        onDuplicate: 'add',
      })
      ids.push(...(added.results as { rowId: string }[]).map(({ rowId }) => rowId))
    }
    return ids
  }

  async setPolicy(policy: Partial<GatePolicyInput>, reason = ''): Promise<void> {
    const environment = policy.environment ?? 'production'
    await this.call('PUT', `/api/environments/${environment}/policy`, { policy: { environment, ...policy }, reason })
  }

  async startGate(gate: Partial<NewGate> & Pick<NewGate, 'release'>): Promise<GateView> {
    return gateViewSchema.parse(await this.call('POST', '/api/gates', { environment: 'production', ...gate }))
  }

  async gate(id: string): Promise<GateView> {
    return gateViewSchema.parse(await this.call('GET', `/api/gates/${id}`))
  }

  /** The gate at its end, by the events that it sends. */
  async endOf(id: string): Promise<GateView> {
    let [gate, hasEnded]: [GateView | undefined, boolean] = [undefined, false]
    for await (const { event, view } of this.#eventsOf(id)) [gate, hasEnded] = [view, event === 'end']
    if (gate === undefined || !hasEnded) throw new Error('the events of the gate ended without its end')
    return gate
  }

  /** The runs of a gate as its events tell of them, once there are some. */
  async runsOf(id: string): Promise<GateView['runs']> {
    for await (const { view } of this.#eventsOf(id)) if (view !== undefined && view.runs.length > 0) return view.runs
    throw new Error('the gate ended without runs')
  }

  async *#eventsOf(id: string): AsyncIterable<{ readonly event: string; readonly view: GateView | undefined }> {
    const response = await fetch(`${this.url}/api/gates/${id}/events`, { signal: AbortSignal.timeout(120_000) })
    let [text, view]: [string, GateView | undefined] = ['', undefined]
    for await (const chunk of response.body ?? []) {
      const blocks = (text + Buffer.from(chunk).toString()).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event = '', data = ''] = /event: (.*)\ndata: (.*)/.exec(block) ?? []
        if (event === 'gate') view = gateViewSchema.parse(JSON.parse(data))
        if (event === 'change' && view) view = applyGateChange(view, gateChangeSchema.parse(JSON.parse(data)))
        yield { event, view }
      }
    }
  }

  async decide(gate: Partial<NewGate> & Pick<NewGate, 'release'>): Promise<GateView> {
    return await this.endOf((await this.startGate(gate)).id)
  }
}

interface NewDataset {
  readonly questions: readonly string[]
  readonly evaluators?: readonly string[]
  readonly priority?: 'blocking' | 'advisory'
  /** Rows are called so and by their number; by the server when left out. */
  readonly idPrefix?: string
}

/** A whole server in this process over an empty store, with a model. */
export class GatesUnderTest extends ServerCalls implements AsyncDisposable {
  readonly model: CountingModel
  readonly #server: RunningServer
  readonly #dataDir: string

  private constructor(server: RunningServer, model: CountingModel, dataDir: string) {
    super(server.url)
    this.#server = server
    this.model = model
    this.#dataDir = dataDir
  }

  static async open(): Promise<GatesUnderTest> {
    const dataDir = mkdtempSync(join(tmpdir(), 'pawl-gates-'))
    const model = await CountingModel.start()
    const server = await startServer({
      ...{ dataDir, port: '0', grpcPort: 'off', logLevel: 'error', allowedPrivateHosts: '127.0.0.1' },
    })
    const opened = new GatesUnderTest(server, model, dataDir)
    await opened.addProvider(model.baseUrl)
    await opened.addEvaluator()
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
    await this.model[Symbol.asyncDispose]()
    rmSync(this.#dataDir, { recursive: true, force: true })
  }
}

/** `prefix 1`, `prefix 2`, … */
export const questionsOf = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`)

export const promptsOf = (...prompts: readonly string[]): NewGate['release'] => ({
  type: 'prompts',
  prompts: [...prompts],
})
