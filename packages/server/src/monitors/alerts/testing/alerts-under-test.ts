import { randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Finding, monitorDefinitionSchema, type NewMonitor, type ShiftFinding } from '@pawl/core'
import { type AuditLog, createAuditLog } from '../../../platform/audit/index.ts'
import { type ControlStore, openControlStore } from '../../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../../platform/control/testing/index.ts'
import { createRouter, type RequireCaller, secureApp } from '../../../platform/http/index.ts'
import { openMailer } from '../../../platform/mail/index.ts'
import { localCertificate, type MailReceiver, startMailReceiver } from '../../../platform/mail/testing/index.ts'
import { type OutgoingCalls, openOutgoingCalls } from '../../../platform/outgoing/index.ts'
import { type JobQueue, openQueue } from '../../../platform/queue/index.ts'
import { openWebhooks, type Webhooks } from '../../../platform/webhooks/index.ts'
import type { MonitorsOfAlerts } from '../alert-sink.ts'
import type { FoundEvidence } from '../alerts-context.ts'
import { type Alerts, createAlertsRoutes, openAlerts } from '../index.ts'

export interface ReceivedMessage {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type Forgotten = Parameters<MonitorsOfAlerts['forgetFinding']>[1]

const changedAtMs = Date.parse('2026-03-01T09:00:00Z')
const minuteMs = 60_000

export const shiftFinding: ShiftFinding = {
  kind: 'shift',
  slice: { key: 'model', value: 'gpt-4o' },
  direction: 'worse',
  alarmAtMs: changedAtMs + 40 * minuteMs,
  change: { atMs: changedAtMs, fromMs: changedAtMs - 5 * minuteMs, toMs: changedAtMs + 5 * minuteMs },
  before: { fromMs: changedAtMs - 86_400_000, toMs: changedAtMs },
  after: { fromMs: changedAtMs, toMs: changedAtMs + 40 * minuteMs },
  observed: 60,
  limit: null,
  usual: 0.02,
  now: 0.1,
  falseAlarmDays: 90,
  isConfirmed: null,
  value: null,
}

export const foundEvidence: FoundEvidence = {
  evidence: {
    before: { value: 0.021, low: 0.015, high: 0.029, count: 2400 },
    now: { value: 0.098, low: 0.061, high: 0.152, count: 153 },
    explainedBy: [],
  },
  traces: [],
}

/** Alerts over a real store and a real queue, with somebody to tell over HTTP and by mail. */
export class AlertsUnderTest implements AsyncDisposable {
  now = new Date('2026-03-01T10:00:00Z')
  evidence: () => Promise<FoundEvidence> = async () => foundEvidence
  /** What a receiver answers, by path; takes it when there is none. */
  readonly answers = new Map<string, number>()
  readonly received: ReceivedMessage[] = []
  readonly forgotten: Forgotten[] = []
  /** Waits before attempts: noted and not waited for. */
  readonly delaysS: number[] = []
  readonly #parts: Parts
  readonly #app = createRouter()

  private constructor(parts: Parts) {
    this.#parts = parts
  }

  static async open(place: ControlPlace): Promise<AlertsUnderTest> {
    const store = await openControlStore(place, { log: quietLog })
    const receiver = createServer()
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const parts = {
      ...{ store, receiver },
      queue: await openQueue(store, { log: quietLog }),
      outgoing: openOutgoingCalls({ allowedPrivateHosts: ['127.0.0.1'] }),
      mail: await startMailReceiver(),
    }
    const opened = new AlertsUnderTest(parts)
    await opened.#start()
    return opened
  }

  audit!: AuditLog
  alerts!: Alerts
  webhooks!: Webhooks

  get store(): ControlStore {
    return this.#parts.store
  }

  get mails() {
    return this.#parts.mail.mails
  }

  get receiverUrl(): string {
    return `http://127.0.0.1:${(this.#parts.receiver.address() as AddressInfo).port}`
  }

  async #start(): Promise<void> {
    const { store: control, receiver, queue, outgoing, mail } = this.#parts
    this.#listen(receiver)
    const now = () => this.now
    this.audit = createAuditLog({ control, now })
    const common = {
      ...{ control, audit: this.audit, log: quietLog, now, randomBytes, fetch: outgoing.fetch, timeoutMs: 400 },
      queue: impatient(queue, this.delaysS),
      secretBox: async () => plainBox,
    }
    this.webhooks = await openWebhooks(common)
    const smtpUrl = `smtp://127.0.0.1:${mail.port}`
    this.alerts = await openAlerts({
      ...common,
      webhooks: this.webhooks,
      mailer: openMailer({ smtpUrl, mailFrom: 'Pawl <pawl@example.com>', certificates: localCertificate }),
      publicUrl: () => 'https://pawl.example.com',
      readEvidence: () => this.evidence(),
      forgetFinding: async (_, of) => void this.forgotten.push(of),
    })
    const requireCaller: RequireCaller = () => async (context, next) => {
      const project = context.req.header('x-project') ?? ''
      context.set('caller', { project, role: 'admin', person: 'Ada', keyId: null })
      await next()
    }
    secureApp(this.#app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: [] })
    this.#app.route('/', createAlertsRoutes({ alerts: this.alerts, requireCaller }))
  }

  #listen(receiver: Server): void {
    receiver.on('request', async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const path = request.url ?? ''
      this.received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(this.answers.get(path) ?? 200).end()
    })
  }

  async addProject(project: string): Promise<void> {
    await this.store.db.insertInto('projects').values({ name: project }).execute()
  }

  /** As the monitor's round does it. */
  async report(project: string, finding: Finding, more: { mutedUntil?: Date; monitor?: Partial<NewMonitor> } = {}) {
    const { mutedUntil = null, monitor = {} } = more
    const definition = monitorDefinitionSchema.parse({ name: 'errors', metric: { measure: 'error_rate' }, ...monitor })
    const by = { project, monitorId: `mon_${definition.name}`, definition, mutedUntil }
    await this.store.transaction((transaction) => this.alerts.report(transaction, by, finding))
  }

  async ask({ project, method, path, json }: Asked) {
    const response = await this.#app.request(`http://127.0.0.1${path}`, {
      method,
      headers: { 'x-project': project, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { queue, outgoing, mail, receiver, store } = this.#parts
    await queue.stop(0)
    outgoing.close()
    await mail[Symbol.asyncDispose]()
    receiver.closeAllConnections()
    receiver.close()
    await store.close()
  }
}

interface Asked {
  readonly project: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly json?: unknown
}

interface Parts {
  readonly store: ControlStore
  readonly receiver: Server
  readonly queue: JobQueue
  readonly outgoing: OutgoingCalls
  readonly mail: MailReceiver
}

/** A queue whose delays are over at once. */
const impatient = (queue: JobQueue, delaysS: number[]): Pick<JobQueue, 'work' | 'send' | 'schedule'> => ({
  work: (name, handler, options) => queue.work(name, handler, options),
  schedule: async () => undefined,
  send(name, data, { delaySeconds, within } = {}) {
    if (delaySeconds !== undefined) delaysS.push(delaySeconds)
    return queue.send(name, data, within === undefined ? {} : { within })
  },
})

/** Where a text was sealed for is all that it hides. */
const plainBox = {
  seal: (text: string, purpose: string) => Buffer.from(JSON.stringify([text, purpose])).toString('base64'),
  open(sealed: string, purpose: string) {
    const [text, sealedFor] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as string[]
    return sealedFor === purpose ? (text ?? null) : null
  },
}
