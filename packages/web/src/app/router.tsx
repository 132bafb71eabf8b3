import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { SettingsPage } from '../access/index.ts'
import { parseQueryString, queryString } from '../api/index.ts'
import {
  DatasetPage,
  DatasetsPage,
  EditRowPage,
  NewRowPage,
  parseDatasetSearch,
  parseNewRowSearch,
  parseRowSearch,
  RowPage,
} from '../datasets/index.ts'
import { AuditPage, EnvironmentPage, parseAuditSearch, ReleasesPage, WebhooksPage } from '../deployments/index.ts'
import {
  EvaluatorPage,
  EvaluatorsPage,
  LabelPage,
  NewEvaluatorPage,
  parseEvaluatorSearch,
  parseEvaluatorsSearch,
  parseNewEvaluatorSearch,
} from '../evaluators/index.ts'
import { GatePage, GatesPage, parseGateSearch, parseGatesSearch } from '../gate/index.ts'
import {
  AlertPage,
  AlertsPage,
  ChannelsPage,
  EditMonitorPage,
  MonitorPage,
  MonitorsPage,
  NewMonitorPage,
  parseAlertsSearch,
  parseMonitorSearch,
  parseNewMonitorSearch,
} from '../monitors/index.ts'
import { MakePromptPage, PromptPage, PromptsPage, parsePromptListSearch, parsePromptSearch } from '../prompts/index.ts'
import { ComparePage, parseCompareSearch, parseRunSearch, parseRunsSearch, RunPage, RunsPage } from '../runs/index.ts'
import {
  MetricsPage,
  parseMetricsSearch,
  parseSessionsSearch,
  parseTraceListSearch,
  parseTraceSearch,
  SessionPage,
  SessionsPage,
  TracePage,
  TracesPage,
} from '../traces/index.ts'
import { FailedPage, NotFoundPage, Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: FailedPage })

const HomePage = lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage')

const getParentRoute = () => root

const routeTree = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: HomePage }),
  createRoute({ getParentRoute, path: '/traces', component: TracesPage, validateSearch: parseTraceListSearch }),
  createRoute({ getParentRoute, path: '/traces/$traceId', component: TracePage, validateSearch: parseTraceSearch }),
  createRoute({ getParentRoute, path: '/sessions', component: SessionsPage, validateSearch: parseSessionsSearch }),
  createRoute({ getParentRoute, path: '/sessions/$sessionId', component: SessionPage }),
  createRoute({ getParentRoute, path: '/metrics', component: MetricsPage, validateSearch: parseMetricsSearch }),
  createRoute({ getParentRoute, path: '/monitors', component: MonitorsPage }),
  createRoute({
    getParentRoute,
    path: '/monitors/_new',
    component: NewMonitorPage,
    validateSearch: parseNewMonitorSearch,
  }),
  createRoute({ getParentRoute, path: '/monitors/$name', component: MonitorPage, validateSearch: parseMonitorSearch }),
  createRoute({ getParentRoute, path: '/monitors/$name/edit', component: EditMonitorPage }),
  createRoute({ getParentRoute, path: '/alerts', component: AlertsPage, validateSearch: parseAlertsSearch }),
  createRoute({ getParentRoute, path: '/alerts/$alertId', component: AlertPage }),
  createRoute({ getParentRoute, path: '/channels', component: ChannelsPage }),
  createRoute({
    getParentRoute,
    path: '/evaluators',
    component: EvaluatorsPage,
    validateSearch: parseEvaluatorsSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/evaluators/_new',
    component: NewEvaluatorPage,
    validateSearch: parseNewEvaluatorSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/evaluators/$name',
    component: EvaluatorPage,
    validateSearch: parseEvaluatorSearch,
  }),
  createRoute({ getParentRoute, path: '/evaluators/$name/labels', component: LabelPage }),
  createRoute({ getParentRoute, path: '/datasets', component: DatasetsPage }),
  createRoute({
    getParentRoute,
    path: '/datasets/$dataset',
    component: DatasetPage,
    validateSearch: parseDatasetSearch,
  }),
  createRoute({ getParentRoute, path: '/rows/new', component: NewRowPage, validateSearch: parseNewRowSearch }),
  createRoute({ getParentRoute, path: '/rows/$rowId', component: RowPage, validateSearch: parseRowSearch }),
  createRoute({ getParentRoute, path: '/rows/$rowId/edit', component: EditRowPage }),
  createRoute({ getParentRoute, path: '/prompts', component: PromptsPage, validateSearch: parsePromptListSearch }),
  createRoute({ getParentRoute, path: '/prompts/$name', component: PromptPage, validateSearch: parsePromptSearch }),
  createRoute({ getParentRoute, path: '/make-prompt/$traceId/$spanId', component: MakePromptPage }),
  createRoute({ getParentRoute, path: '/runs', component: RunsPage, validateSearch: parseRunsSearch }),
  createRoute({ getParentRoute, path: '/runs/$runId', component: RunPage, validateSearch: parseRunSearch }),
  createRoute({
    getParentRoute,
    path: '/runs/$runId/compare/$otherId',
    component: ComparePage,
    validateSearch: parseCompareSearch,
  }),
  createRoute({ getParentRoute, path: '/gates', component: GatesPage, validateSearch: parseGatesSearch }),
  createRoute({ getParentRoute, path: '/gates/$gateId', component: GatePage, validateSearch: parseGateSearch }),
  createRoute({ getParentRoute, path: '/releases', component: ReleasesPage }),
  createRoute({ getParentRoute, path: '/releases/$environment', component: EnvironmentPage }),
  createRoute({ getParentRoute, path: '/audit', component: AuditPage, validateSearch: parseAuditSearch }),
  createRoute({ getParentRoute, path: '/webhooks', component: WebhooksPage }),
  createRoute({ getParentRoute, path: '/settings', component: SettingsPage }),
])

/** Addresses repeat list names as the API does (`model=a&model=b`), so that they can be read and written by hand. */
export const router = createRouter({
  routeTree,
  parseSearch: parseQueryString,
  stringifySearch: queryString,
  defaultPreload: 'intent',
  defaultErrorComponent: FailedPage,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
