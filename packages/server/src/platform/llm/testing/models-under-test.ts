import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CanonicalSpan, decodeTracesJson, deriveSpan, type OtlpSpan, type ProjectSettings } from '@pawl/core'
import { type ControlStore, openControlStore } from '../../control/index.ts'
import { createLogger } from '../../log/index.ts'
import { type ModelServer, startModelServer } from '../../scripted-model/index.ts'
import { type ModelCall, type Models, type ModelsDeps, openModels, type SpanExport } from '../index.ts'

/** A key as a provider's looks: nothing that comes out of the models may hold it. */
export const secretKey = 'sk-test-3f9a8c7d6e5b4a39281706'

/** Retries as usual, only sooner. */
const quickRetries = { maxAttempts: 3, baseDelayMs: 2, maxDelayMs: 10, maxRetryAfterMs: 5000 }

/** Models over an empty store, with the scripted server as the provider `local` of the project `default`. */
export class ModelsUnderTest {
  readonly logLines: string[] = []
  readonly exports: SpanExport[] = []
  prices: ProjectSettings['priceOverrides'] = []
  recordSpans: ModelsDeps['recordSpans'] = async () => undefined
  readonly dataDir: string
  readonly control: ControlStore
  readonly server: ModelServer
  models: Models

  private constructor(opened: { dataDir: string; control: ControlStore; server: ModelServer }) {
    this.dataDir = opened.dataDir
    this.control = opened.control
    this.server = opened.server
    this.models = this.open()
  }

  static async start(): Promise<ModelsUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'pawl-models-'))
    const log = createLogger({ level: 'error', write: () => undefined })
    const control = await openControlStore({ dataDir, postgresUrl: null }, { log })
    const server = await startModelServer({ apiKey: secretKey })
    const test = new ModelsUnderTest({ dataDir, control, server })
    await test.reset()
    return test
  }

  /** Models as after a start of the process. */
  open(overrides: Partial<ModelsDeps['settings']> = {}): Models {
    return openModels({
      control: this.control,
      log: createLogger({ level: 'debug', write: (line) => this.logLines.push(line) }),
      settings: {
        environment: {
          openai: { apiKey: null, baseUrl: null },
          anthropic: { apiKey: null, baseUrl: null },
          google: { apiKey: null, baseUrl: null },
        },
        secretKey: null,
        dataDir: this.dataDir,
        allowedPrivateHosts: [],
        ...overrides,
      },
      priceOverridesOf: () => Promise.resolve(this.prices),
      readMedia: () => Promise.resolve(null),
      recordSpans: async (spans) => {
        await this.recordSpans(spans)
        this.exports.push(spans)
      },
      retryPolicy: quickRetries,
    })
  }

  async reset(limits: { maxConcurrency?: number; requestsPerMinute?: number | null } = {}): Promise<void> {
    await this.models.close()
    await this.control.executeSql('truncate projects cascade; truncate model_responses')
    await this.control.executeSql("insert into projects (name) values ('default')")
    this.logLines.length = 0
    this.exports.length = 0
    this.prices = []
    this.recordSpans = async () => undefined
    this.server.script(({ lastText }) => ({ text: `You said: ${lastText}` }))
    this.models = this.open()
    await this.models.setProvider({
      project: 'default',
      name: 'local',
      change: { baseUrl: this.server.baseUrl, apiKey: secretKey, limits },
      person: 'Ada',
    })
  }

  /** A call of `local` with the fields given. */
  call(fields: Partial<ModelCall> = {}) {
    return this.models.call({ ...basicCall, ...fields })
  }

  /** The spans of all calls until now, as they were sent and as Pawl reads them. */
  async spans(): Promise<readonly { readonly otlp: OtlpSpan; readonly canonical: CanonicalSpan }[]> {
    await this.models.flushSpans()
    return this.exports.flatMap(({ body }) => {
      const { groups } = decodeTracesJson(new TextDecoder().decode(body))
      return groups.flatMap(({ resource, scope, items }) =>
        items.map((otlp) => ({ otlp, canonical: deriveSpan({ span: otlp, resource, scope, logs: [] }) })),
      )
    })
  }

  async close(): Promise<void> {
    await this.models.close()
    await this.server.close()
    await this.control.close()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

const basicCall: ModelCall = {
  project: 'default',
  provider: 'local',
  model: 'small-1',
  messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
  parameters: {},
  tools: [],
  cache: null,
  budget: null,
  traceparent: null,
  attributes: {},
}
