import type { FilledProject } from './fill-project.ts'

/** Where each route of the router is looked at; a route that is missing here fails the first test. */
export const addresses: Readonly<Record<string, (project: FilledProject) => readonly string[]>> = {
  '/': () => ['/'],
  '/traces': () => ['/traces', '/traces?status=error', '/traces?q=nothing-says-this'],
  '/traces/$traceId': ({ traceId, spanId }) => [`/traces/${traceId}`, `/traces/${traceId}?span=${spanId}`],
  '/sessions': () => ['/sessions'],
  '/sessions/$sessionId': ({ sessionId }) => [`/sessions/${sessionId}`],
  '/metrics': () => ['/metrics'],
  '/monitors': () => ['/monitors'],
  '/monitors/_new': () => ['/monitors/_new'],
  '/monitors/$name': ({ monitor }) => [`/monitors/${monitor}`],
  '/monitors/$name/edit': ({ monitor }) => [`/monitors/${monitor}/edit`],
  '/alerts': () => ['/alerts'],
  '/alerts/$alertId': ({ alertId }) => [`/alerts/${alertId}`],
  '/channels': () => ['/channels'],
  '/evaluators': () => ['/evaluators'],
  '/evaluators/_new': () => ['/evaluators/_new', '/evaluators/_new?kind=contains'],
  '/evaluators/$name': ({ evaluator }) =>
    ['', '?tab=versions', '?tab=live'].map((tab) => `/evaluators/${evaluator}${tab}`),
  '/evaluators/$name/labels': ({ evaluator }) => [`/evaluators/${evaluator}/labels`],
  '/datasets': () => ['/datasets'],
  '/datasets/$dataset': ({ dataset }) => [`/datasets/${dataset}`, `/datasets/${dataset}?tab=history`],
  '/rows/new': ({ traceId, spanId, dataset }) => [`/rows/new?trace=${traceId}&span=${spanId}&dataset=${dataset}`],
  '/rows/$rowId': ({ rowId }) => [`/rows/${rowId}`],
  '/rows/$rowId/edit': ({ rowId }) => [`/rows/${rowId}/edit`],
  '/prompts': () => ['/prompts'],
  '/prompts/$name': ({ prompt }) => [`/prompts/${prompt}`, `/prompts/${prompt}?tab=versions&from=1&to=2`],
  '/make-prompt/$traceId/$spanId': ({ traceId, spanId }) => [`/make-prompt/${traceId}/${spanId}`],
  '/runs': () => ['/runs'],
  '/runs/$runId': ({ runId, rowId }) => [`/runs/${runId}`, `/runs/${runId}?row=${rowId}`],
  '/runs/$runId/compare/$otherId': ({ runId, otherRunId }) => [`/runs/${runId}/compare/${otherRunId}`],
  '/gates': () => ['/gates'],
  '/gates/$gateId': ({ gateId }) => [`/gates/${gateId}`],
  '/releases': () => ['/releases'],
  '/releases/$environment': ({ environment }) => [`/releases/${environment}`, '/releases/staging'],
  '/audit': () => ['/audit'],
  '/webhooks': () => ['/webhooks'],
  '/settings': () => ['/settings'],
}

/** Nothing of it is there. */
export const missingProject: FilledProject = {
  traceId: 'f'.repeat(32),
  spanId: 'e'.repeat(16),
  sessionId: 'no-such-session',
  monitor: 'no-such-monitor',
  alertId: 'no-such-alert',
  evaluator: 'no_such_evaluator',
  dataset: 'no_such_dataset',
  rowId: '00000000-0000-7000-8000-000000000000',
  prompt: 'no-such-prompt',
  runId: 'no-such-run',
  otherRunId: 'no-such-other',
  gateId: 'no-such-gate',
  environment: 'no-such-environment',
}

const firstOf = (project: FilledProject, isOfOne: boolean): readonly string[] =>
  Object.entries(addresses).flatMap(([route, of]) => (route.includes('$') === isOfOne ? of(project).slice(0, 1) : []))

/** The pages of one thing each, whose address names it. */
export const addressesOfOne = (project: FilledProject) => firstOf(project, true)

/** The pages that every project has, however empty. */
export const addressesOfAny = (project: FilledProject) => firstOf(project, false)
