import { tmpdir } from 'node:os'
import { AppError, type PromptContent, type PromptVersion } from '@pawl/core'
import { Hono } from 'hono'
import { createDatasetsRoutes, type Datasets, openDatasets } from '../../datasets/index.ts'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import { type AppEnv, type RequireCaller, secureApp } from '../../platform/http/index.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { createPromptsRoutes, openPrompts, type Prompts } from '../index.ts'

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
      evaluators: { assertAttachable: async () => undefined },
    })
    this.prompts = this.anotherDoor()
  }

  private anotherDoor(): Prompts {
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
    { json, person = 'Ada', project = 'shop' }: { json?: unknown; person?: string; project?: string } = {},
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
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
      ...(json !== undefined && { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  /** The body of an answer that must have the status. */
  async json(
    status: number,
    [method, path]: readonly [method: string, path: string],
    options: Parameters<PromptsUnderTest['call']>[2] = {},
  ): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, options)
    if (answer.status === status) return answer.body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
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
