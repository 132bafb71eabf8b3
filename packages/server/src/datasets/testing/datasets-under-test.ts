import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, type Proof } from '@pawl/core'
import type { Hono } from 'hono'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import type { AppEnv } from '../../platform/http/index.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { routesUnderTest } from '../../traces/testing/routes-under-test.ts'
import { createDatasetsRoutes, type Datasets, openDatasets } from '../index.ts'

type Project = 'mine' | 'theirs'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route.
  readonly json: any
  readonly etag: string | null
}

export interface CallOptions {
  /** `mine` unless said. */
  readonly project?: Project
  readonly body?: unknown
  readonly bytes?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  readonly ifMatch?: number
}

/** The stage over a store of its own. The evaluators `exact` and `fits_schema` may be attached; others are not known. */
export class DatasetsUnderTest implements AsyncDisposable {
  readonly datasets: Datasets
  readonly control: ControlStore
  readonly #apps: Readonly<Record<Project, Hono<AppEnv>>>
  readonly #directory: string

  private constructor(parts: {
    datasets: Datasets
    control: ControlStore
    apps: Readonly<Record<Project, Hono<AppEnv>>>
    directory: string
  }) {
    this.datasets = parts.datasets
    this.control = parts.control
    this.#apps = parts.apps
    this.#directory = parts.directory
  }

  static async open(place: ControlPlace, telemetry: TelemetryStore): Promise<DatasetsUnderTest> {
    const directory = mkdtempSync(join(tmpdir(), 'pawl-datasets-'))
    const control = await openControlStore(place, { log: quietLog })
    await control.db
      .insertInto('projects')
      .values([{ name: 'mine' }, { name: 'theirs' }])
      .execute()
    const datasets = openDatasets({
      ...{ control, telemetry, log: quietLog, dataDir: directory, evaluators: fewEvaluators },
      assertWritable: () => undefined,
    })
    const appOf = (project: Project) =>
      routesUnderTest(project, (requireCaller) => createDatasetsRoutes({ datasets, requireCaller }))
    const apps = { mine: appOf('mine'), theirs: appOf('theirs') }
    return new DatasetsUnderTest({ datasets, control, apps, directory })
  }

  async call(
    method: string,
    path: string,
    { body, bytes, ifMatch, project = 'mine' }: CallOptions = {},
  ): Promise<Answer> {
    const headers = new Headers()
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (bytes !== undefined) headers.set('content-type', 'application/octet-stream')
    if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`)
    const sent = bytes ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await this.#apps[project].request(path, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
    })
    const text = await response.text()
    return { status: response.status, json: parsed(text), etag: response.headers.get('etag') }
  }

  /** The JSON of an answer that must be a success. */
  async ok(method: string, path: string, options: CallOptions = {}): Promise<Answer['json']> {
    const { status, json } = await this.call(method, path, options)
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`)
    return json
  }

  /** A dataset with rows that say these texts. */
  async dataset(name: string, texts: readonly string[] = []): Promise<readonly string[]> {
    await this.ok('POST', '/api/datasets', { body: { name, purpose: 'regression' } })
    if (texts.length === 0) return []
    const rows = texts.map((question) => ({ input: { variables: { question } } }))
    const { results } = await this.ok('POST', `/api/datasets/${name}/rows`, { body: { rows, onDuplicate: 'add' } })
    return (results as { rowId: string }[]).map(({ rowId }) => rowId)
  }

  async text(path: string): Promise<string> {
    return await (await this.#apps.mine.request(path)).text()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.datasets.close()
    await this.control.close()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

const fewEvaluators = {
  ensure: () => Promise.resolve(),
  queueForLabels: () => Promise.resolve({ addedCount: 0, knownCount: 0 }),
  assertAttachable: (_project: string, names: readonly string[]): Promise<void> => {
    const unknown = names.find((name) => name !== 'exact' && name !== 'fits_schema')
    if (unknown === undefined) return Promise.resolve()
    return Promise.reject(new AppError('not_found', `There is no evaluator ${unknown}.`))
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function proofOf(rowRevision: number, trialTraceId: string): Proof {
  const side = (runId: string, outcome: 'pass' | 'fail'): Proof['before'] => ({
    runId,
    target: `refunds@${runId}`,
    passed: outcome === 'pass' ? 5 : 0,
    failed: outcome === 'fail' ? 5 : 0,
    unknown: 0,
    errors: 0,
    trials: [
      {
        trialId: `${runId}-1`,
        traceId: trialTraceId,
        outcome,
        output: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'a secret of Ms. Miller' }] }] },
        judgements: [{ evaluator: 'exact', outcome, reason: 'a secret of Ms. Miller' }],
      },
    ],
  })
  return {
    rowRevision,
    evaluators: ['exact'],
    ...{ required: 0.9, floor: 0.5, errorRate: 0.05 },
    before: side('old', 'fail'),
    after: side('new', 'pass'),
    ...{ provedBy: 'Ada', provedAt: '2026-03-01T10:00:00.000Z', isErased: false },
  }
}
