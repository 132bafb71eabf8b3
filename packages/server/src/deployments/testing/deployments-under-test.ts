import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import {
  canonicalJsonText,
  continueEvidence,
  decideGate,
  type JsonObject,
  type NewRelease,
  newReleaseSchema,
  type Verdict,
} from '@pawl/core'
import { Hono } from 'hono'
import { createDatasetsRoutes, type Datasets, openDatasets } from '../../datasets/index.ts'
import { createEvaluatorsRoutes, type Evaluators, openEvaluators } from '../../evaluators/index.ts'
import { createGateRoutes, type Gate, openGate } from '../../gate/index.ts'
import { type AuditLog, createAuditLog, createAuditRoutes } from '../../platform/audit/index.ts'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import { type AppEnv, type RequireCaller, secureApp } from '../../platform/http/index.ts'
import { secretsUnderTest } from '../../platform/secrets/testing/secrets-under-test.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { createPromptsRoutes, openPrompts, type Prompts } from '../../prompts/index.ts'
import { listChanges, markChange } from '../../traces/index.ts'
import { createDeploymentsRoutes, type Deployments, openDeployments } from '../index.ts'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

interface CallOptions {
  readonly json?: unknown
  readonly project?: string
  readonly person?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** All stages up to this one over one store, without models: verdicts are put in as gates leave them. */
export class DeploymentsUnderTest implements AsyncDisposable {
  now = new Date('2026-03-01T12:00:00Z')
  readonly store: ControlStore
  readonly audit: AuditLog
  readonly published: { readonly event: string; readonly data: JsonObject }[] = []
  /** The process ends before it commits. */
  crashes = false
  readonly #telemetry: TelemetryStore
  readonly #app = new Hono<AppEnv>()
  #caller = { project: 'shop', person: 'Ada' }
  #doors: Doors

  private constructor(store: ControlStore, telemetry: TelemetryStore) {
    this.store = store
    this.#telemetry = telemetry
    this.audit = createAuditLog({ control: store, now: () => this.now })
    this.#doors = this.#open()
    this.#route()
  }

  static async open(place: ControlPlace, telemetry: TelemetryStore): Promise<DeploymentsUnderTest> {
    return new DeploymentsUnderTest(await openControlStore(place, { log: quietLog }), telemetry)
  }

  get deployments(): Deployments {
    return this.#doors.deployments
  }

  get prompts(): Prompts {
    return this.#doors.prompts
  }

  get datasets(): Datasets {
    return this.#doors.datasets
  }

  changes(project: string) {
    return listChanges(this.store, { project })
  }

  #open(): Doors {
    const { store: control, audit } = this
    const telemetry = this.#telemetry
    const now = () => this.now
    const secrets = secretsUnderTest({ control, dataDir: tmpdir(), now })
    const evaluators = openEvaluators({ control, models: {} as never, secrets, outgoingFetch: fetch, now })
    const datasets = openDatasets({
      ...{ control, telemetry, log: quietLog, dataDir: tmpdir(), assertWritable: () => undefined, now, evaluators },
    })
    evaluators.addRowCount((db, project, evaluator) => datasets.rowsJudgedByNewest(db, project, evaluator))
    const prompts = openPrompts({ control, telemetry, datasets, evaluators, now })
    const publish = async (_: unknown, { event, data }: { readonly event: string; readonly data: JsonObject }) => {
      if (this.crashes) throw new Error('the process ended')
      this.published.push({ event, data })
    }
    const nothing = {} as never
    const gate = openGate({
      ...{ control, datasets, evaluators, prompts, audit, log: quietLog, now, randomBytes },
      ...{ runs: nothing, queue: nothing, webhooks: { publish } },
    })
    const deployments = openDeployments({
      ...{ control, prompts, gate, audit, publish, markChange, queue: nothing, now, randomBytes },
    })
    return { evaluators, datasets, prompts, gate, deployments }
  }

  #route(): void {
    const { evaluators, datasets, prompts, gate, deployments } = this.#doors
    secureApp(this.#app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: ['/v1/'] })
    const requireCaller: RequireCaller = () => async (context, next) => {
      context.set('caller', { ...this.#caller, role: 'admin', keyId: null })
      await next()
    }
    for (const routes of [
      createEvaluatorsRoutes({ evaluators, requireCaller }),
      createDatasetsRoutes({ datasets, requireCaller }),
      createPromptsRoutes({ prompts, requireCaller }),
      createGateRoutes({ gate, requireCaller }),
      createDeploymentsRoutes({ deployments, requireCaller }),
      createAuditRoutes({ audit: this.audit, requireCaller, rowNames: datasets.rowNames }),
    ]) {
      this.#app.route('/', routes)
    }
  }

  async call(
    method: string,
    path: string,
    { json, project = 'shop', person = 'Ada', headers = {} }: CallOptions = {},
  ): Promise<Answer> {
    this.#caller = { project, person }
    const response = await this.#app.request(path, {
      method,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  /** The body of an answer that must not be a refusal. */
  async ask(method: string, path: string, options: CallOptions = {}): Promise<Record<string, unknown>> {
    const { status, body } = await this.call(method, path, options)
    if (status < 400) return body
    throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`)
  }

  /** A project with the prompt `support` in three versions, an evaluator, and a dataset that protects it. @returns its active rows */
  async addProject(project: string, rowCount: number): Promise<string[]> {
    await this.store.db.insertInto('projects').values({ name: project }).execute()
    await this.ask('POST', '/api/evaluators', {
      project,
      json: { name: 'right', definition: containing('yes'), examples: [] },
    })
    await this.ask('POST', '/api/datasets', {
      project,
      json: { name: 'refunds', purpose: 'regression', protects: 'refunds' },
    })
    await this.addPrompt(project, 'support', ['one', 'two', 'three'])
    const rowIds: string[] = []
    for (let index = 0; index < rowCount; index++) rowIds.push(await this.addRow(project, `question ${index}`))
    return rowIds
  }

  async addPrompt(project: string, name: string, texts: readonly string[]): Promise<void> {
    await this.ask('POST', '/api/prompts', { project, json: { name, protectedBy: { datasets: ['refunds'] } } })
    for (const text of texts) {
      const messages = [{ role: 'system', parts: [{ type: 'text', content: text }] }]
      const content = { model: 'openai/gpt-4o-mini', messages, parameters: {}, tools: [] }
      await this.ask('POST', `/api/prompts/${name}/versions`, { project, json: { content, note: '' } })
    }
  }

  async addRow(project: string, question: string, dataset = 'refunds'): Promise<string> {
    const row = { input: { variables: { question }, messages: [] }, evaluators: ['right'], status: 'active' }
    const json = { rows: [row], onDuplicate: 'add' }
    const { results } = await this.ask('POST', `/api/datasets/${dataset}/rows`, { project, json })
    const [added] = results as [{ rowId: string }]
    return added.rowId
  }

  /** A gate of this release as it would be stored, had its trials gone so. @returns its id */
  async addVerdict(
    { project, environment = 'production' }: { readonly project: string; readonly environment?: string | undefined },
    verdict: Verdict,
    wanted: NewRelease,
  ): Promise<string> {
    const { db } = this.store
    const { gate } = this.#doors
    const release = newReleaseSchema.parse(wanted)
    const now = await gate.subjectOf(db, { project, environment, release })
    const decision = {
      ...decideGate(continueEvidence(now.subject, [], [])),
      ...{ verdict, end: 'settled' as const, reason: `made to ${verdict}` },
    }
    const id = `gate_${randomBytes(6).toString('hex')}`
    await db
      .insertInto('gates')
      .values({
        ...{ id, project, environment, release: JSON.stringify(now.release), release_id: now.release.id },
        ...{ external: now.external === null ? null : JSON.stringify(now.external), baseline: null },
        ...{ baseline_external: null, unused_datasets: '[]', subject: JSON.stringify(now.subject) },
        ...{ subject_key: sha256(canonicalJsonText(now.subject)), policy_version: now.policy.id, starts: 1 },
        ...{ started_with: null, also_spent: null, unfit_evaluators: null, concurrency: 1, note: '' },
        ...{ status: 'decided', verdict, reason: decision.reason, cost_usd: null, decision: JSON.stringify(decision) },
        ...{ evidence_hash: sha256(id), cited: null, audit_head: null, claimed_by: null, claimed_until: null },
        ...{ started_by: 'Ada', created_at: this.now, finished_at: this.now },
      })
      .execute()
    // The newest is the newest by time.
    this.now = new Date(this.now.getTime() + 1000)
    return id
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#doors.evaluators.close()
    await this.#doors.datasets.close()
    await this.store.close()
  }
}

interface Doors {
  readonly evaluators: Evaluators
  readonly datasets: Datasets
  readonly prompts: Prompts
  readonly gate: Gate
  readonly deployments: Deployments
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const containing = (...values: readonly string[]) => ({ kind: 'contains', mode: 'any', values })
