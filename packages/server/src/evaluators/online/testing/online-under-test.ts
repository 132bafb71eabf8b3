import {
  type AttributeValue,
  evaluatorDefinitionSchema,
  type NewOnlineEvaluation,
  type OnlineEvaluationView,
  type OtlpSpan,
  onlineEvaluationSchema,
  type Score,
} from '@pawl/core'
import { quietLog } from '../../../platform/control/testing/index.ts'
import { ModelsUnderTest } from '../../../platform/llm/testing/models-under-test.ts'
import { openOutgoingCalls } from '../../../platform/outgoing/index.ts'
import { secretsUnderTest } from '../../../platform/secrets/testing/secrets-under-test.ts'
import { identifier, sql, type TelemetryStore } from '../../../platform/telemetry/index.ts'
import { buildSpan, type SpanFields, spanIdOf, traceIdOf } from '../../../traces/testing/span-builder.ts'
import { openTemporaryTelemetry } from '../../../traces/testing/temporary-telemetry.ts'
import { TracesUnderTest } from '../../../traces/testing/traces-under-test.ts'
import { type Evaluators, openEvaluators } from '../../index.ts'
import { addVersion, createEvaluator } from '../../save-version.ts'
import { listOnline } from '../list-online.ts'
import type { OnlineDeps } from '../online-deps.ts'
import { OnlineRunner } from '../online-runner.ts'
import { saveOnline } from '../save-online.ts'

const project = 'default'
const author = { project, person: 'Ada' }

/** Online evaluation over real stores and a scripted model, at the time that a test says. */
export class OnlineUnderTest {
  nowMs = Date.now()
  readonly models: ModelsUnderTest
  readonly telemetry: TelemetryStore & AsyncDisposable
  readonly evaluators: Evaluators
  readonly deps: OnlineDeps
  readonly #outgoing = openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] })
  #ingest: TracesUnderTest | undefined
  #runner: OnlineRunner
  #traces = 0

  private constructor(models: ModelsUnderTest, telemetry: TelemetryStore & AsyncDisposable) {
    this.models = models
    this.telemetry = telemetry
    const now = () => new Date(this.nowMs)
    const { control, dataDir } = models
    const secrets = secretsUnderTest({ control, dataDir, now })
    this.evaluators = openEvaluators({
      ...{ control, secrets, now },
      models: this.#models(),
      outgoingFetch: this.#outgoing.fetch,
    })
    this.deps = {
      ...{ control, telemetry, evaluators: this.evaluators, models: this.#models(), now, log: quietLog },
      // Nothing is under way when a test asks.
      committedVersion: () => BigInt(this.nowMs) * 1000n,
    }
    this.#runner = new OnlineRunner(this.deps)
  }

  static async start(): Promise<OnlineUnderTest> {
    return new OnlineUnderTest(await ModelsUnderTest.start(), await openTemporaryTelemetry())
  }

  /** Nothing is left but the clock, which goes on a day. */
  async reset(): Promise<void> {
    await this.#runner.stop()
    await this.models.reset()
    for (const table of ['spans', 'traces', 'scores', 'log_records'])
      await this.telemetry.command(sql`TRUNCATE TABLE ${identifier(table)}`, { kind: 'background' })
    this.nowMs += 60_000
    this.#runner = new OnlineRunner(this.deps)
    this.#ingest = await TracesUnderTest.start(this.telemetry, { project, now: () => this.nowMs })
  }

  addEvaluator(name: string, definition: unknown): Promise<unknown> {
    return createEvaluator(this.evaluators.deps, author, {
      name,
      ...{ definition: evaluatorDefinitionSchema.parse(definition), examples: [], note: '' },
    })
  }

  addVersion(name: string, definition: unknown): Promise<unknown> {
    const version = { definition: evaluatorDefinitionSchema.parse(definition), examples: [], note: '' }
    return addVersion(this.evaluators.deps, author, { name, version })
  }

  judge(evaluator: string, definition: Partial<NewOnlineEvaluation> = {}): Promise<OnlineEvaluationView> {
    this.nowMs += 1
    const parsed = onlineEvaluationSchema.parse({ evaluator, delaySeconds: 0, ...definition })
    return saveOnline(this.deps, author, { evaluator: evaluator.split('@')[0] ?? '', definition: parsed })
  }

  async view(evaluator: string): Promise<OnlineEvaluationView> {
    const [view] = await listOnline(this.deps, project, evaluator)
    if (view === undefined) throw new Error(`${evaluator} judges nothing`)
    return view
  }

  /** Sends spans a millisecond after everything before. */
  async send(...spans: readonly OtlpSpan[]): Promise<void> {
    this.nowMs += 1
    await this.#ingest?.send(...spans)
  }

  /** Sends a trace of one span that answers, and gives its id. */
  async answer(output: string, fields: SpanFields = {}): Promise<string> {
    const span = this.answerSpan(output, fields)
    await this.send(span)
    return span.traceId
  }

  answerSpan(output: string, { attributes, ...fields }: SpanFields = {}): OtlpSpan {
    this.#traces += 1
    return buildSpan({
      traceId: traceIdOf(0xabc000 + this.#traces),
      spanId: spanIdOf(this.#traces),
      ...fields,
      attributes: { ...messages(output), ...attributes },
    })
  }

  /** Judges everything that is complete `laterMs` from now. */
  async judgeAll(laterMs = 1): Promise<void> {
    this.nowMs += laterMs
    await Promise.all(await this.#runner.tick())
  }

  /** As after the process ended at once. */
  restart(): void {
    this.#runner = new OnlineRunner(this.deps)
  }

  async scores(name?: string): Promise<readonly Score[]> {
    return (await this.#ingest?.scores(name)) ?? []
  }

  async outcomes(name?: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.scores(name)).map(({ traceId, outcome }) => [traceId ?? '', outcome]))
  }

  async close(): Promise<void> {
    await this.#runner.stop()
    await this.evaluators.close()
    this.#outgoing.close()
    await this.telemetry[Symbol.asyncDispose]()
    await this.models.close()
  }

  /** The models of now: they are opened anew between tests. */
  #models(): ModelsUnderTest['models'] {
    return new Proxy({} as ModelsUnderTest['models'], {
      get: (_, name) => Reflect.get(this.models.models, name).bind(this.models.models),
    })
  }
}

const messages = (output: string, input = 'Hi'): Record<string, AttributeValue> => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: input }] }]),
  'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: output }] }]),
})
