import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@pawl/core'
import { Hono } from 'hono'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { quietLog } from '../../platform/control/testing/index.ts'
import { type AppEnv, type RequireCaller, secureApp } from '../../platform/http/index.ts'
import type { Models } from '../../platform/llm/index.ts'
import { type OutgoingCalls, openOutgoingCalls } from '../../platform/outgoing/index.ts'
import type { Secrets } from '../../platform/secrets/index.ts'
import { secretsUnderTest } from '../../platform/secrets/testing/secrets-under-test.ts'
import { createEvaluatorsRoutes, type Evaluators, openEvaluators } from '../index.ts'

interface CallOptions {
  readonly json?: unknown
  readonly person?: string
  readonly project?: string
}

/** The routes of this folder over an empty store, for callers who may do everything. */
export class EvaluatorsUnderTest {
  readonly control: ControlStore
  readonly evaluators: Evaluators
  readonly secrets: Secrets
  now = new Date('2026-03-01T12:00:00Z')
  readonly #dataDir: string
  readonly #outgoing: OutgoingCalls
  readonly #app = new Hono<AppEnv>()
  #caller = { project: 'shop', person: 'Ada' }

  private constructor(dataDir: string, control: ControlStore, models: Models) {
    this.#dataDir = dataDir
    this.control = control
    this.#outgoing = openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] })
    const now = () => this.now
    this.secrets = secretsUnderTest({ control, dataDir, now })
    const { secrets } = this
    this.evaluators = openEvaluators({ control, models, secrets, outgoingFetch: this.#outgoing.fetch, now })
    secrets.addUses(this.evaluators.secretUses)
    secureApp(this.#app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: ['/v1/'] })
    const requireCaller: RequireCaller = () => async (context, next) => {
      context.set('caller', { ...this.#caller, role: 'editor', keyId: null })
      await next()
    }
    this.#app.route('/', createEvaluatorsRoutes({ evaluators: this.evaluators, requireCaller }))
  }

  static async start(models: Models = noModels): Promise<EvaluatorsUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'pawl-evaluators-'))
    const control = await openControlStore({ dataDir, postgresUrl: null }, { log: quietLog })
    const test = new EvaluatorsUnderTest(dataDir, control, models)
    await test.reset()
    return test
  }

  /** Empty, with the projects `shop` and `other`. */
  async reset(): Promise<void> {
    await this.control.executeSql('truncate projects cascade')
    await this.control.executeSql("insert into projects (name) values ('shop'), ('other'), ('default')")
  }

  async call(method: string, path: string, { json, person = 'Ada', project = 'shop' }: CallOptions = {}) {
    this.#caller = { project, person }
    const response = await this.#app.request(path, {
      method,
      ...(json !== undefined && { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
  }

  /** The body of an answer that must have the status. */
  async json<Body = Record<string, unknown>>(
    status: number,
    [method, path]: readonly [method: string, path: string],
    options: CallOptions = {},
  ): Promise<Body> {
    const answer = await this.call(method, path, options)
    if (answer.status === status) return answer.body as Body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }

  async close(): Promise<void> {
    await this.evaluators.close()
    this.#outgoing.close()
    await this.control.close()
    await rm(this.#dataDir, { recursive: true, force: true })
  }
}

const refuse = () =>
  Promise.reject(new AppError('model_not_configured', 'No provider is set up.', { fix: 'Set OPENAI_API_KEY.' }))

/** As where no provider is set up. */
const noModels: Models = new Proxy({} as Models, { get: () => refuse })
