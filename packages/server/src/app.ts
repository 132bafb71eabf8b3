import type { OpenAPIHono } from '@hono/zod-openapi'
import { AppError } from '@pawl/core'
import { type Access, createAccessRoutes, createRequireCaller } from './access/index.ts'
import type { Config } from './config.ts'
import { createDatasetsRoutes, type Datasets } from './datasets/index.ts'
import { createDeploymentsRoutes, type Deployments } from './deployments/index.ts'
import {
  createEvaluatorsRoutes,
  createOnlineRoutes,
  type Evaluators,
  type OnlineEvaluations,
} from './evaluators/index.ts'
import { createGateRoutes, type Gate } from './gate/index.ts'
import { type Alerts, createAlertsRoutes, createMonitorsRoutes, type Monitors } from './monitors/index.ts'
import { type AuditLog, createAuditRoutes } from './platform/audit/index.ts'
import { type Backups, createBackupRoutes } from './platform/backup/index.ts'
import {
  createHealthRoutes,
  type HealthRoutesDeps,
  type Lifecycle,
  refuseWhileStopping,
} from './platform/health/index.ts'
import {
  type AppEnv,
  apiReferencePage,
  createRouter,
  endEventStreams,
  limitBody,
  type RequireCaller,
  secureApp,
  serveWeb,
} from './platform/http/index.ts'
import { createProviderRoutes, type Models } from './platform/llm/index.ts'
import type { Logger } from './platform/log/index.ts'
import { createSecretRoutes, type Secrets } from './platform/secrets/index.ts'
import { createMetricsRoutes, type MetricsRoutesDeps, measureRequests, type Vitals } from './platform/vitals/index.ts'
import { createWebhookRoutes, type Webhooks } from './platform/webhooks/index.ts'
import { createPromptsRoutes, type Prompts } from './prompts/index.ts'
import { createRunRoutes, type Runs } from './runs/index.ts'
import { createTracesRoutes, type TracesDeps } from './traces/index.ts'

const MAX_API_BODY_BYTES = 16 * 1024 * 1024
/** Files go to disk as they arrive. */
const streamedBody = /^\/api\/datasets\/[^/]+\/import$/

/** What every process answers, whatever its role. */
export interface HealthDeps extends HealthRoutesDeps, Omit<MetricsRoutesDeps, 'requireCaller'> {
  readonly lifecycle: Lifecycle
  readonly vitals: Vitals
  readonly log: Logger
}

export interface AppDeps extends Omit<TracesDeps, 'requireCaller'>, HealthDeps {
  readonly access: Access
  readonly audit: AuditLog
  readonly backups: Backups
  readonly datasets: Datasets
  readonly evaluators: Evaluators
  readonly online: OnlineEvaluations
  readonly monitors: Monitors
  readonly alerts: Alerts
  readonly models: Models
  readonly prompts: Prompts
  readonly runs: Runs
  readonly gate: Gate
  readonly deployments: Deployments
  readonly webhooks: Webhooks
  readonly secrets: Secrets
  /** Directory of the built pages. */
  readonly webDirectory: string
}

function createGuardedRouter(config: Config, deps: HealthDeps, requireCaller: RequireCaller): OpenAPIHono<AppEnv> {
  const app = createRouter()
  secureApp(app, {
    log: deps.log,
    allowedHosts: config.allowedHosts,
    corsOrigins: config.corsOrigins,
    ingestPaths: ['/v1/', '/api/public/otel/'],
  })
  app.use(measureRequests(deps.vitals, deps.log), refuseWhileStopping(deps.lifecycle))
  app.route('/', createHealthRoutes(deps))
  app.route('/', createMetricsRoutes({ ...deps, requireCaller }))
  return app
}

/** What a process answers that does jobs alone. */
export function createWorkerApp(config: Config, deps: HealthDeps & { readonly access: Access }): OpenAPIHono<AppEnv> {
  const app = createGuardedRouter(config, deps, createRequireCaller(deps.access))
  app.all('*', (context) => {
    throw new AppError('not_found', `There is nothing at ${context.req.path}: this process does jobs alone.`, {
      fix: 'Ask a server whose role is api or all.',
    })
  })
  return app
}

/** The composition root of everything that answers HTTP, apart from the receivers. */
export function createApp(config: Config, deps: AppDeps): OpenAPIHono<AppEnv> {
  const { access } = deps
  const requireCaller = createRequireCaller(access)
  const app = createGuardedRouter(config, deps, requireCaller)
  app.use('/api/*', endEventStreams(deps.lifecycle.stopping))
  const limit = limitBody(MAX_API_BODY_BYTES)
  app.use('/api/*', (context, next) => (streamedBody.test(context.req.path) ? next() : limit(context, next)))
  app.route('/', createAccessRoutes({ access, requireCaller }))
  app.route('/', createAuditRoutes({ audit: deps.audit, requireCaller, rowNames: deps.datasets.rowNames }))
  app.route('/', createBackupRoutes({ backups: deps.backups, requireCaller }))
  for (const routes of createTracesRoutes({ ...deps, requireCaller })) app.route('/', routes)
  app.route('/', createEvaluatorsRoutes({ evaluators: deps.evaluators, requireCaller }))
  app.route('/', createOnlineRoutes({ online: deps.online, requireCaller }))
  app.route('/', createMonitorsRoutes({ monitors: deps.monitors, requireCaller }))
  app.route('/', createAlertsRoutes({ alerts: deps.alerts, requireCaller }))
  app.route('/', createDatasetsRoutes({ datasets: deps.datasets, requireCaller }))
  app.route('/', createProviderRoutes({ models: deps.models, requireCaller }))
  app.route('/', createPromptsRoutes({ prompts: deps.prompts, requireCaller }))
  app.route('/', createRunRoutes({ runs: deps.runs, requireCaller }))
  app.route('/', createGateRoutes({ gate: deps.gate, requireCaller }))
  app.route('/', createDeploymentsRoutes({ deployments: deps.deployments, requireCaller }))
  app.route('/', createWebhookRoutes({ webhooks: deps.webhooks, requireCaller }))
  app.route('/', createSecretRoutes({ secrets: deps.secrets, requireCaller }))
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Pawl',
      version: deps.version,
      description:
        'Traces of LLM applications: search them, read them, score them. Telemetry comes in by OTLP at /v1/traces.',
    },
  })
  app.get('/api/docs', (context) =>
    context.html(
      apiReferencePage(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Pawl', version: deps.version } })),
    ),
  )
  serveWeb(app, deps.webDirectory)
  return app
}
