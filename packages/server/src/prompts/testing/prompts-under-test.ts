import { tmpdir } from 'node:os'
import { AppError, type PromptContent, type PromptVersion } from '@pawl/core'
import { Hono } from 'hono'
import { createDatasetsRoutes, type Datasets, openDatasets } from '../../datasets/index.ts'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import { type AppEnv, type RequireCaller, secureApp } from '../../platform/http/index.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { createPromptsRoutes, openPrompts, type Prompts } from '../index.ts'

interface CallOptions {
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly person?: string
  readonly project?: string
}

/** The routes of this folder over an empty store, for callers who may do everything. */
export class PromptsUnderTest implements AsyncDisposable {
  now = new Date('2026-03-01T12:00:00Z')
  readonly store: ControlStore
  readonly telemetry: TelemetryStore
  readonly datasets: Datasets
  prompts: Prompts

  private constructor(store: ControlStore, telemetry: TelemetryStore) {
    this.store = store
    this.telemetry = telemetry
    this.datasets = openDatasets({
      ...{ control: store, telemetry, log: quietLog, dataDir: tmpdir(), assertWritable: () => undefined },
      evaluators: {
        assertAttachable: async () => undefined,
        ensure: async () => undefined,
        queueForLabels: async () => ({ addedCount: 0, knownCount: 0 }),
      },
    })
    this.prompts = this.anotherDoor()
    this.datasets.addProtected((project, name) => this.prompts.protectedBy(project, { kind: 'dataset', name }))
  }

  /** As another server over the same store has it. */
  anotherDoor(): Prompts {
    const { store: control, telemetry, datasets } = this
    return openPrompts({ control, telemetry, datasets, evaluators: onlyJsonContract, now: () => this.now })
  }

  static async open(place: ControlPlace, telemetry: TelemetryStore): Promise<PromptsUnderTest> {
    return new PromptsUnderTest(await openControlStore(place, { log: quietLog }), telemetry)
  }

  /** Empty, with the projects `shop` and `other`. */
  async reset(): Promise<void> {
    this.prompts = this.anotherDoor()
    await this.store.executeSql(`truncate projects, current_versions cascade`)
    await this.store.executeSql(`insert into projects (name) values ('shop'), ('other')`)
  }

  async call(
    method: string,
    path: string,
    { json, headers = {}, person = 'Ada', project = 'shop' }: CallOptions = {},
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }> {
    const app = new Hono<AppEnv>()
    secureApp(app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: ['/v1/'] })
    const requireCaller: RequireCaller = () => async (context, next) => {
      context.set('caller', { project, role: 'editor', person, keyId: null })
      await next()
    }
    app.route('/', createDatasetsRoutes({ datasets: this.datasets, requireCaller }))
    app.route('/', createPromptsRoutes({ prompts: this.prompts, requireCaller }))
    const response = await app.request(path, {
      method,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const text = await response.text()
    const { status } = response
    return { status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  /** The body of an answer that must have the status. */
  async json(
    status: number,
    [method, path]: readonly [method: string, path: string],
    options: CallOptions = {},
  ): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, options)
    if (answer.status === status) return answer.body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }

  /** Makes versions current, as deployments do. */
  async release(environment: string, versions: readonly PromptVersion[], isUnprotected = false): Promise<void> {
    const released = versions.map(({ promptName, id }) => ({ prompt: promptName, versionId: id }))
    await this.store.transaction((transaction) =>
      this.prompts.makeCurrent(
        transaction,
        { project: 'shop', person: 'Ada' },
        { environment, versions: released, at: this.now, isUnprotected },
      ),
    )
  }

  /** Adds versions to a prompt, which is made when it is not there. */
  async save(name: string, ...texts: readonly string[]): Promise<PromptVersion[]> {
    const author = { project: 'shop', person: 'Ada' }
    await this.call('POST', '/api/prompts', { json: { name } })
    const versions: PromptVersion[] = []
    for (const text of texts) {
      const { version } = await this.prompts.addVersion(author, { prompt: name, content: contentOf(text), note: '' })
      versions.push(version)
    }
    return versions
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close()
  }
}

/** The evaluator `json_contract` is there, no other. */
const onlyJsonContract = {
  async resolve(_project: string, names: readonly string[]) {
    const missing = names.find((name) => name !== 'json_contract')
    if (missing === undefined) return []
    throw new AppError('not_found', `There is no evaluator ${JSON.stringify(missing)}.`)
  },
}

/** A content with one system message. */
export const contentOf = (text: string): PromptContent => ({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }],
  parameters: {},
  tools: [],
})
