import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AppError,
  type EvaluatorDefinition,
  type EvaluatorVersion,
  evaluate,
  evaluatorDefinitionSchema,
  type NewRun,
  newRowSchema,
  newRunSchema,
  type Proof,
  type Row,
  type RunView,
} from '@pawl/core'
import { type Evaluators, openEvaluators } from '../../evaluators/index.ts'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import type { Models } from '../../platform/llm/index.ts'
import { openOutgoingCalls } from '../../platform/outgoing/index.ts'
import type { Secrets } from '../../platform/secrets/index.ts'
import { secretsUnderTest } from '../../platform/secrets/testing/secrets-under-test.ts'
import { migrateTelemetry, openChdb, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { openRuns, type Runs, type RunsDeps, runMigrations } from '../index.ts'

/** Rows and evaluators as a test says them: what those stages do is theirs to test. */
class FakeContent {
  readonly rows = new Map<string, Row>()
  readonly evaluatorVersions = new Map<string, EvaluatorVersion>()
  readonly proofs: Proof[] = []

  #judge: typeof evaluate = evaluate

  /** Null: as the definitions say. */
  judgeWith(judge: typeof evaluate | null): void {
    this.#judge = judge ?? evaluate
  }

  addRow(id: string, fields: Partial<Row> = {}): Row {
    const source = { kind: 'manual', who: 'Ada', at: '2026-03-01T12:00:00.000Z' } as const
    const made = newRowSchema.parse({ input: { variables: { question: id }, messages: [] }, source })
    const row: Row = {
      ...made,
      id,
      datasetId: 'questions',
      status: 'active',
      revision: 1,
      proof: null,
      createdAt: source.at,
      updatedAt: source.at,
      updatedBy: 'Ada',
      evaluators: ['right'],
      ...fields,
    }
    this.rows.set(id, row)
    return row
  }

  addEvaluator(name: string, definition: unknown): void {
    const parsed: EvaluatorDefinition = evaluatorDefinitionSchema.parse(definition)
    const id = name.padEnd(64, '0').replace(/[^0-9a-f]/g, 'a')
    const version = { id, name, number: 1, definition: parsed, examples: [], note: '', author: 'Ada' }
    this.evaluatorVersions.set(name, { ...version, createdAt: '2026-03-01T12:00:00.000Z' } as EvaluatorVersion)
  }

  readonly datasets: RunsDeps['datasets'] = {
    rows: (_project, _dataset, { rowIds, statuses } = {}) =>
      Promise.resolve({
        datasetId: 'questions',
        datasetName: 'questions',
        revision: 1,
        rows: [...this.rows.values()].filter(
          (row) => (rowIds?.includes(row.id) ?? true) && (statuses?.includes(row.status) ?? true),
        ),
      }),
    rowPages: (...wanted) => onePage(() => this.datasets.rows(...wanted)),
    row: (_project, rowId) => {
      const row = this.rows.get(rowId)
      if (row === undefined) throw new AppError('not_found', 'no such row')
      return Promise.resolve(row)
    },
    storeProof: (_project, rowId, { proof }) => {
      this.proofs.push(proof)
      const row = this.addRow(rowId, { ...this.rows.get(rowId), proof })
      return Promise.resolve(row)
    },
  }

  readonly evaluators: RunsDeps['evaluators'] = {
    resolve: (_project, references) =>
      Promise.resolve(
        references.map((reference) => {
          const version = this.evaluatorVersions.get(reference.split('@')[0] ?? '')
          if (version === undefined) throw new AppError('not_found', `There is no evaluator ${reference}.`)
          return version
        }),
      ),
    queueForLabels: () => Promise.resolve({ addedCount: 0, knownCount: 0 }),
    judge: ((_context, { definition }, subject) =>
      new Promise((resolve) => resolve(this.#judge(definition, subject)))) as Evaluators['judge'],
  }
}

/** The stage over real, empty stores. */
export class RunsUnderTest implements AsyncDisposable {
  now = Date.parse('2026-03-01T12:00:00Z')
  readonly content = new FakeContent()
  readonly control: ControlStore
  readonly secrets: Secrets
  readonly telemetry: TelemetryStore
  readonly jobs: { name: string; data: Readonly<Record<string, unknown>> }[] = []
  #runs: Runs
  readonly #closing: (() => Promise<void>)[] = []
  readonly #directory: string

  private constructor(directory: string, control: ControlStore, telemetry: TelemetryStore) {
    this.#directory = directory
    this.control = control
    this.telemetry = telemetry
    this.secrets = secretsUnderTest({ control, dataDir: directory, now: () => new Date(this.now) })
    this.#runs = this.anotherServer()
    this.secrets.addUses((project) => this.#runs.secretUses(project))
  }

  /** On PGlite unless a place says otherwise. */
  static async open(place?: ControlPlace): Promise<RunsUnderTest> {
    const directory = await mkdtemp(join(tmpdir(), 'pawl-runs-'))
    const control = await openControlStore(place ?? { dataDir: directory, postgresUrl: null }, { log: quietLog })
    await control.executeSql(`insert into projects (name) values ('shop')`)
    const telemetry = await openChdb(join(directory, 'telemetry'))
    await migrateTelemetry(telemetry, runMigrations)
    return new RunsUnderTest(directory, control, telemetry)
  }

  get runs(): Runs {
    return this.#runs
  }

  /** Evaluators that ask models, in place of those that only read their definitions. */
  realJudge(models: Models): Evaluators['judge'] {
    const outgoing = openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] })
    const now = () => new Date(this.now)
    const { control, secrets } = this
    const { judge, close } = openEvaluators({ control, models, secrets, outgoingFetch: outgoing.fetch, now })
    this.#closing.push(close)
    return judge
  }

  /** As after a restart: the stores are the same, nothing is remembered. */
  restart(overrides: Partial<RunsDeps> = {}): Runs {
    this.#runs = this.anotherServer(overrides)
    return this.#runs
  }

  anotherServer(overrides: Partial<RunsDeps> = {}): Runs {
    const notThere = (): never => {
      throw new AppError('internal', 'this test has none')
    }
    return openRuns({
      control: this.control,
      telemetry: this.telemetry,
      datasets: this.content.datasets,
      evaluators: this.content.evaluators,
      prompts: { version: notThere },
      models: { call: notThere, locate: notThere, record: () => Promise.resolve() },
      queue: {
        work: () => Promise.resolve(),
        schedule: () => Promise.resolve(),
        send: (name, data) => {
          this.jobs.push({ name, data })
          return Promise.resolve('job')
        },
      },
      outgoing: openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] }),
      secrets: this.secrets,
      readTrace: () => Promise.resolve([]),
      readTraces: () => nothing(),
      settingsOf: () => Promise.resolve({ retentionDays: 30 }),
      log: quietLog,
      now: () => new Date(this.now),
      randomBytes,
      ...overrides,
    })
  }

  async create(request: Partial<NewRun> = {}): Promise<RunView> {
    const target = { type: 'function', name: 'agent' } as const
    const parsed = newRunSchema.parse({ target, datasetName: 'questions', ...request })
    return await this.#runs.create({ project: 'shop', person: 'Ada' }, parsed)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closing) await close()
    await this.telemetry.close()
    await this.control.close()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

async function* onePage<Page>(read: () => Promise<Page>): AsyncIterable<Page> {
  yield await read()
}

async function* nothing(): AsyncIterable<never> {
  // No agent of these tests sends spans.
}
