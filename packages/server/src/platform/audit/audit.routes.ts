import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  auditHeadSchema,
  auditListQuerySchema,
  auditListSchema,
  auditVerificationSchema,
  auditVerifySchema,
  madeRowIdsIn,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  type RequireCaller,
  refuseUnknownParameters,
} from '../http/index.ts'
import type { AuditLog } from './audit-log.ts'

interface AuditRoutesDeps {
  readonly audit: AuditLog
  readonly requireCaller: RequireCaller
  /** The first words of rows, by id, for those that still are. */
  readonly rowNames: (project: string, rowIds: readonly string[]) => Promise<Readonly<Record<string, string>>>
}

const tags = ['audit']

/** The audit log of the caller's project. Nothing here can change it. */
export function createAuditRoutes({ audit, requireCaller, rowNames }: AuditRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/audit',
        summary: 'The audit log, newest first',
        tags,
        middleware: requireCaller('read'),
        request: { query: auditListQuerySchema },
        responses: jsonResponses(auditListSchema, 'Entries, and the head of the whole log'),
      }),
      async (context) => {
        refuseUnknownParameters(context.req.url, auditListQuerySchema)
        const { project } = context.var.caller
        const list = await audit.list(project, context.req.valid('query'))
        const messages = list.entries.map(({ details }) => (typeof details.message === 'string' ? details.message : ''))
        return context.json({ ...list, rowNames: await rowNames(project, madeRowIdsIn(messages.join('\n'))) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/audit/head',
        summary:
          'The place and hash of the newest entry: kept elsewhere, it shows whether the log was cut or rewritten',
        tags,
        middleware: requireCaller('read'),
        responses: jsonResponses(auditHeadSchema, 'The head'),
      }),
      async (context) => context.json(await audit.head(context.var.caller.project), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/audit/verify',
        summary:
          'Whether the log is as it was written, checked from its first entry on and against heads kept elsewhere',
        tags,
        middleware: requireCaller('read'),
        request: { body: jsonBody(auditVerifySchema) },
        responses: jsonResponses(auditVerificationSchema, 'What was found'),
      }),
      async (context) => {
        const { publishedHeads } = context.req.valid('json')
        const { problems, ...verification } = await audit.verify(context.var.caller.project, publishedHeads)
        return context.json({ ...verification, problems: [...problems] }, 200)
      },
    )
}
