import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  AppError,
  monitorChartSchema,
  monitorDefinitionSchema,
  monitorListSchema,
  monitorNameSchema,
  monitorPreviewRequestSchema,
  monitorPreviewSchema,
  monitorSchema,
  muteMonitorSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { createMonitor, muteMonitor, putMonitor, removeMonitor } from './change-monitors.ts'
import { chartMonitor } from './chart-monitor.ts'
import type { Monitors } from './open-monitors.ts'
import { previewMonitor } from './preview-monitor.ts'
import { getMonitor, listMonitors } from './view-monitor.ts'

export interface MonitorsRoutesDeps {
  readonly monitors: Monitors
  readonly requireCaller: RequireCaller
}

const tags = ['monitors']
const params = z.object({ name: monitorNameSchema })
const putQuerySchema = z.object({
  origin: z.enum(['person', 'file']).default('person').describe('`file`: it stands in a repository'),
})

/** Monitors of the caller's project, under `/api`. */
export function createMonitorsRoutes(deps: MonitorsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addReading(router, deps)
  addCharts(router, deps)
  addChanging(router, deps)
  addActions(router, deps)
  return router
}

function addReading(router: OpenAPIHono<AppEnv>, { monitors: { deps }, requireCaller }: MonitorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/monitors',
      summary: 'List monitors with what they see, by name',
      tags,
      middleware: requireCaller('read'),
      responses: jsonResponses(monitorListSchema, 'The monitors'),
    }),
    async (context) => context.json({ monitors: await listMonitors(deps, context.var.caller.project) }, 200),
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/monitors/{name}',
      summary: 'A monitor with what it sees',
      tags,
      middleware: requireCaller('read'),
      request: { params },
      responses: jsonResponses(monitorSchema, 'The monitor'),
    }),
    async (context) =>
      context.json(await getMonitor(deps, context.var.caller.project, context.req.valid('param').name), 200),
  )
}

const chartQuerySchema = z.object({
  from: z.iso.datetime({ offset: true }).optional().describe('30 days before its end when left out'),
  to: z.iso.datetime({ offset: true }).optional().describe('Now when left out'),
  slice: z.string().max(1000).optional().describe('A value of what the monitor is sliced by; all when left out'),
})
const chartDaysMs = 30 * 86_400_000

function addCharts(router: OpenAPIHono<AppEnv>, { monitors: { deps }, requireCaller }: MonitorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/monitors/{name}/chart',
      summary: 'The metric over time with what is usual, its alerts, and what else changed',
      tags,
      middleware: requireCaller('read'),
      request: { params, query: chartQuerySchema },
      responses: jsonResponses(monitorChartSchema, 'The chart'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, chartQuerySchema)
      const { from, to, slice = null } = context.req.valid('query')
      const toMs = to === undefined ? deps.now().getTime() : Date.parse(to)
      const fromMs = from === undefined ? toMs - chartDaysMs : Date.parse(from)
      assertRange(fromMs, toMs)
      const { name } = context.req.valid('param')
      return context.json(await chartMonitor(deps, context.var.caller.project, { name, fromMs, toMs, slice }), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/monitors/preview',
      summary: 'What would this monitor have said over the last days? Nothing is kept',
      tags,
      middleware: requireCaller('read'),
      request: { body: jsonBody(monitorPreviewRequestSchema) },
      responses: jsonResponses(monitorPreviewSchema, 'What it would have said'),
    }),
    async (context) =>
      context.json(await previewMonitor(deps, context.var.caller.project, context.req.valid('json')), 200),
  )
}

function assertRange(fromMs: number, toMs: number): void {
  if (fromMs < toMs) return
  throw new AppError('bad_request', 'The range ends before it begins.', {
    where: 'query.to',
    fix: 'Give a `to` that is later than `from`.',
  })
}

function addChanging(router: OpenAPIHono<AppEnv>, { monitors: { deps }, requireCaller }: MonitorsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/monitors',
      summary: 'Add a monitor',
      tags,
      middleware: requireCaller('write'),
      request: { body: jsonBody(monitorDefinitionSchema) },
      responses: createdResponses(monitorSchema, 'The monitor'),
    }),
    async (context) => {
      const { caller } = context.var
      const definition = context.req.valid('json')
      await createMonitor(deps, caller, { definition, origin: 'person' })
      return context.json(await getMonitor(deps, caller.project, definition.name), 201)
    },
  )
  router.openapi(
    createRoute({
      method: 'put',
      path: '/api/monitors/{name}',
      summary: 'Make this the monitor of that name; what watches something else than before begins anew',
      tags,
      middleware: requireCaller('write'),
      request: { params, query: putQuerySchema, body: jsonBody(monitorDefinitionSchema) },
      responses: jsonResponses(monitorSchema, 'The monitor as it is now'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, putQuerySchema)
      const { caller } = context.var
      const { name } = context.req.valid('param')
      const wish = { definition: context.req.valid('json'), origin: context.req.valid('query').origin }
      await putMonitor(deps, { ...caller, name }, wish)
      return context.json(await getMonitor(deps, caller.project, name), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/monitors/{name}',
      summary: 'Delete a monitor; its open alerts end. One that was made by itself is not made again',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: { 204: { description: 'It is gone' }, ...problemResponses },
    }),
    async (context) => {
      await removeMonitor(deps, context.var.caller, context.req.valid('param').name)
      return context.body(null, 204)
    },
  )
}

function addActions(router: OpenAPIHono<AppEnv>, { monitors, requireCaller }: MonitorsRoutesDeps): void {
  const { deps } = monitors
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/monitors/{name}/look',
      summary: 'Let it look at once, instead of with the next minute',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: jsonResponses(monitorSchema, 'The monitor, after it looked'),
    }),
    async (context) => {
      const { project } = context.var.caller
      const { name } = context.req.valid('param')
      const { id } = await getMonitor(deps, project, name)
      await monitors.look(id)
      return context.json(await getMonitor(deps, project, name), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/monitors/{name}/mute',
      summary: 'Tell nobody of its alerts until then; they are kept',
      tags,
      middleware: requireCaller('write'),
      request: { params, body: jsonBody(muteMonitorSchema) },
      responses: jsonResponses(monitorSchema, 'The monitor'),
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      await muteMonitor(deps, context.var.caller, { name, mute: context.req.valid('json') })
      return context.json(await getMonitor(deps, context.var.caller.project, name), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'delete',
      path: '/api/monitors/{name}/mute',
      summary: 'Tell of its alerts again',
      tags,
      middleware: requireCaller('write'),
      request: { params },
      responses: jsonResponses(monitorSchema, 'The monitor'),
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      await muteMonitor(deps, context.var.caller, { name, mute: null })
      return context.json(await getMonitor(deps, context.var.caller.project, name), 200)
    },
  )
}
