import { randomBytes } from 'node:crypto'
import type { SourceSpan } from '@pawl/core'
import type { Config } from './config.ts'
import { type Datasets, openDatasets } from './datasets/index.ts'
import { type Deployments, openDeployments } from './deployments/index.ts'
import { type Evaluators, type OnlineEvaluations, openEvaluators, openOnline } from './evaluators/index.ts'
import { type Gate, openGate } from './gate/index.ts'
import {
  type Alerts,
  type EvidenceReader,
  forgetFinding,
  gatherEvidence,
  type MetricReader,
  type Monitors,
  openAlerts,
  openMonitors,
} from './monitors/index.ts'
import type { Base, Watched } from './open-base.ts'
import { type Models, openModels } from './platform/llm/index.ts'
import { openMailer } from './platform/mail/index.ts'
import { type OutgoingCalls, openOutgoingCalls } from './platform/outgoing/index.ts'
import { type JobQueue, openQueue } from './platform/queue/index.ts'
import { openSecretBox, openSecrets, type Secrets } from './platform/secrets/index.ts'
import type { TelemetryStore } from './platform/telemetry/index.ts'
import { aroundJobs } from './platform/vitals/index.ts'
import { openWebhooks, type Webhooks } from './platform/webhooks/index.ts'
import { openPrompts, type Prompts } from './prompts/index.ts'
import { openRuns, type Runs } from './runs/index.ts'
import {
  createReadMedia,
  listChanges,
  listTraces,
  markChange,
  markFirstSeen,
  readMetadataKeys,
  readMetricInterval,
  readMetricPoints,
  readObservations,
  readValueSummary,
  readWholeTraces,
} from './traces/index.ts'

export interface StageParts extends Base, Watched {
  /** Known once the server listens. */
  readonly urls: { readonly httpUrl: string }
}

export interface Stages {
  readonly models: Models
  readonly evaluators: Evaluators
  readonly online: OnlineEvaluations
  readonly monitors: Monitors
  readonly alerts: Alerts
  readonly datasets: Datasets
  readonly prompts: Prompts
  readonly runs: Runs
  readonly gate: Gate
  readonly deployments: Deployments
  readonly webhooks: Webhooks
  readonly secrets: Secrets
  readonly queue: JobQueue
}

/** The stages after traces, each over the doors of those before it. */
export async function startStages(config: Config, parts: StageParts): Promise<Stages> {
  const { control, telemetry, access, audit, disk, log, shutdown } = parts
  const now = () => new Date()
  const models = startModels(config, parts)
  // Before the ingest closes: the last spans go there.
  shutdown.add(() => models.close())
  const outgoing = openOutgoingCalls({ allowedPrivateHosts: config.allowedPrivateHosts })
  shutdown.add(() => Promise.resolve(outgoing.close()))
  const secrets = openSecrets({ control, audit, place: config, environment: config.secrets, now })
  const evaluators = openEvaluators({ control, models, secrets, outgoingFetch: outgoing.fetch, now })
  shutdown.add(() => evaluators.close())
  const committedVersion = () => parts.ingest.committedVersion
  const online = openOnline({ control, telemetry, evaluators, models, committedVersion, now, log })
  shutdown.add(() => online.close())
  const datasets = openDatasets({
    ...{ control, telemetry, evaluators, log },
    dataDir: config.dataDir,
    assertWritable: () => disk.assertWritable(),
  })
  shutdown.add(() => datasets.close())
  const prompts = openPrompts({ control, telemetry, datasets, evaluators, now })
  const queue = await openQueue(control, {
    ...{ log, takesJobs: config.role !== 'api', servers: parts.servers },
    around: aroundJobs(parts.vitals),
  })
  // Jobs end before what they stand on.
  shutdown.add(() => queue.stop())
  const { webhooks, alerts } = await startMessages(config, parts, { queue, outgoing, now })
  const monitors = startMonitors(parts, { online, alerts, queue, now })
  const runs = openRuns({
    ...{ control, telemetry, datasets, evaluators, prompts, models, queue, outgoing, secrets, log, now, randomBytes },
    readTraces: (project, traceIds) => readWholeTraces({ telemetry }, project, traceIds),
    readTrace: (project, traceId) => readTrace(telemetry, project, traceId),
    settingsOf: (project) => access.settings.current(project),
  })
  const gate = openGate({
    ...{ control, datasets, evaluators, prompts, runs, audit, webhooks, queue, log, now, randomBytes },
  })
  // Before the queue stops: its jobs are gates under way.
  shutdown.add(() => gate.close())
  const deployments = openDeployments({
    ...{ control, prompts, gate, audit, markChange, queue, now, randomBytes },
    publish: (transaction, event) => webhooks.publish(transaction, event),
  })
  const stages = {
    models,
    evaluators,
    online,
    monitors,
    alerts,
    datasets,
    prompts,
    runs,
    gate,
    deployments,
    webhooks,
    secrets,
    queue,
  }
  tellOfLaterStages(stages)
  return stages
}

/** What a stage has to know of those after it, which it may not import. */
function tellOfLaterStages({ evaluators, datasets, prompts, runs, deployments, secrets }: Stages): void {
  evaluators.addRowCount((db, project, evaluator) => datasets.rowsJudgedByNewest(db, project, evaluator))
  evaluators.addUses((project, evaluator) => datasets.evaluatorUses(project, evaluator))
  evaluators.addUses((project, evaluator) => prompts.evaluatorUses(project, evaluator))
  datasets.addProtected((project, name) => prompts.protectedBy(project, { kind: 'dataset', name }))
  prompts.addReferrer((project, prompt) => runs.referringTo(project, prompt))
  prompts.addReferrer((project, prompt) => deployments.referringTo(project, prompt))
  for (const { secretUses } of [evaluators, prompts, runs]) secrets.addUses(secretUses)
}

interface MessageParts {
  readonly queue: JobQueue
  readonly outgoing: OutgoingCalls
  readonly now: () => Date
}

/** What tells others: webhooks, and alerts over their channels. */
async function startMessages(
  config: Config,
  parts: StageParts,
  { queue, outgoing, now }: MessageParts,
): Promise<Pick<Stages, 'webhooks' | 'alerts'>> {
  const { control, telemetry, audit, log, shutdown } = parts
  const secretBox = () => openSecretBox(config)
  const basis = { control, audit, queue, log, now, randomBytes, fetch: outgoing.fetch, secretBox }
  const webhooks = await openWebhooks(basis)
  const mailer = openMailer(config)
  shutdown.add(() => Promise.resolve(mailer.close()))
  const alerts = await openAlerts({
    ...{ ...basis, webhooks, mailer },
    publicUrl: () => config.publicUrl ?? parts.urls.httpUrl,
    readEvidence: async (request) => {
      // What came with the change is marked before anybody is told of it.
      await markFirstSeen({ telemetry, db: control.db }, request.project)
      return await gatherEvidence(createEvidenceReader(parts), request)
    },
    forgetFinding: (transaction, of) => forgetFinding(transaction, { ...of, at: now() }),
  })
  return { webhooks, alerts }
}

interface MonitorParts {
  readonly online: OnlineEvaluations
  readonly alerts: Alerts
  readonly queue: JobQueue
  readonly now: () => Date
}

function startMonitors(
  { control, telemetry, log }: StageParts,
  { online, alerts, queue, now }: MonitorParts,
): Monitors {
  const readerOf = (kind: 'background' | 'interactive'): MetricReader => ({
    readObservations: (project, request) => readObservations({ telemetry, kind }, project, request),
    readValueSummary: (project, of) => readValueSummary({ telemetry, kind }, project, of),
    readMetricInterval: (project, of) => readMetricInterval({ telemetry, kind }, project, of),
    readMetricPoints: (project, of) => readMetricPoints({ telemetry, kind }, project, of),
  })
  return openMonitors({
    ...{ control, alerts, queue, log, now },
    metrics: readerOf('background'),
    shownMetrics: readerOf('interactive'),
    listChanges: (range) => listChanges(control, range),
    isUnderLoad: () => telemetry.isUnderLoad(),
    onlineEvaluations: async (project) =>
      (await online.list(project)).map(({ name, definition, judgedUntil }) => ({
        ...{ scoreName: name, isEnabled: definition.isEnabled },
        judgedUntil: judgedUntil === null ? null : new Date(judgedUntil),
      })),
  })
}

/** The calls of models are traced like those of any application, only without HTTP between. */
function startModels(config: Config, { control, telemetry, access, ingest, log }: StageParts): Models {
  const { dataDir, secretKey, allowedPrivateHosts, providers } = config
  return openModels({
    control,
    log,
    settings: { dataDir, secretKey, allowedPrivateHosts, environment: providers },
    priceOverridesOf: async (project) => (await access.settings.current(project)).priceOverrides,
    readMedia: createReadMedia(telemetry),
    recordSpans: (spans) => ingest.ingest({ ...spans, signal: 'traces', encoding: 'json' }),
  })
}

function createEvidenceReader({ telemetry }: StageParts): EvidenceReader {
  return {
    readMetricInterval: (project, range) => readMetricInterval({ telemetry }, project, range),
    readValueSummary: (project, range) => readValueSummary({ telemetry }, project, range),
    readObservations: (project, request) => readObservations({ telemetry }, project, request),
    readMetadataKeys: (project, { metric: { filter }, fromMs, toMs }) =>
      readMetadataKeys(telemetry, { project, filter, fromMs, toMs }),
    listTraces: (project, query) => listTraces({ telemetry, now: () => new Date() }, project, query),
  }
}

async function readTrace(telemetry: TelemetryStore, project: string, traceId: string): Promise<readonly SourceSpan[]> {
  for await (const { spans } of readWholeTraces({ telemetry }, project, [traceId])) return spans
  return []
}
