import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  addedVersionSchema,
  addVersionSchema,
  exportedPromptSchema,
  fileFormSchema,
  promptVersionSchema,
  renderedPromptSchema,
  renderPrompt,
  renderRequestSchema,
  versionDiffSchema,
  versionListSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { diffVersions } from './diff-versions.ts'
import { exportVersion } from './export-version.ts'
import { listVersions } from './list-versions.ts'
import { type PromptsRoutesDeps, promptParams, versionParams } from './prompts-routes-deps.ts'

const tags = ['prompts']
const diffQuerySchema = z.object({
  from: z.string().min(1).max(200).openapi({ description: 'A version of this prompt, or `other@version`' }),
  to: z.string().min(1).max(200).default('newest'),
})
const exportQuerySchema = z.object({ form: fileFormSchema.default('pawl') })

/** Versions of one prompt: `{version}` is `newest`, a number, the first digits of an id or an environment. */
export function createVersionRoutes(deps: PromptsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  addListing(router, deps)
  addReading(router, deps)
  return router
}

function addListing(router: OpenAPIHono<AppEnv>, { prompts, requireCaller }: PromptsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/prompts/{name}/versions',
      summary: 'List the versions of a prompt without their contents, newest first',
      tags,
      middleware: requireCaller('read'),
      request: { params: promptParams },
      responses: jsonResponses(versionListSchema, 'Versions'),
    }),
    async (context) => {
      const { name } = context.req.valid('param')
      return context.json({ versions: await listVersions(prompts.deps, context.var.caller.project, name) }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/prompts/{name}/versions',
      summary: 'Add a version; a content that is there already is answered with the version that holds it',
      tags,
      middleware: requireCaller('write'),
      request: {
        params: promptParams,
        body: jsonBody(addVersionSchema),
      },
      responses: {
        200: { description: 'It was there', content: { 'application/json': { schema: addedVersionSchema } } },
        201: { description: 'A new version', content: { 'application/json': { schema: addedVersionSchema } } },
        ...problemResponses,
      },
    }),
    async (context) => {
      const { name: prompt } = context.req.valid('param')
      const added = await prompts.addVersion(context.var.caller, { prompt, ...context.req.valid('json') })
      return added.isNew ? context.json(added, 201) : context.json(added, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/prompts/{name}/diff',
      summary: 'What differs between two versions, message by message',
      tags,
      middleware: requireCaller('read'),
      request: { params: promptParams, query: diffQuerySchema },
      responses: jsonResponses(versionDiffSchema, 'The difference'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, diffQuerySchema)
      const { name: prompt } = context.req.valid('param')
      const { project } = context.var.caller
      return context.json(await diffVersions(prompts.deps, project, { prompt, ...context.req.valid('query') }), 200)
    },
  )
}

function addReading(router: OpenAPIHono<AppEnv>, { prompts, requireCaller }: PromptsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/prompts/{name}/versions/{version}',
      summary: 'A version with its content',
      tags,
      middleware: requireCaller('read'),
      request: { params: versionParams },
      responses: jsonResponses(promptVersionSchema, 'The version'),
    }),
    async (context) => {
      const { name, version } = context.req.valid('param')
      return context.json(await prompts.version(context.var.caller.project, `${name}@${version}`), 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/prompts/{name}/versions/{version}/render',
      summary: 'The messages that a model would be sent for an input; no model is called',
      tags,
      middleware: requireCaller('read'),
      request: {
        params: versionParams,
        body: jsonBody(renderRequestSchema),
      },
      responses: jsonResponses(renderedPromptSchema, 'Messages'),
    }),
    async (context) => {
      const { name, version } = context.req.valid('param')
      const { content } = await prompts.version(context.var.caller.project, `${name}@${version}`)
      const { messages, unusedVariables } = renderPrompt(content, context.req.valid('json'))
      return context.json({ messages: [...messages], unusedVariables: [...unusedVariables] }, 200)
    },
  )
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/prompts/{name}/versions/{version}/file',
      summary: "A version as YAML, in Pawl's own form or in GitHub's",
      tags,
      middleware: requireCaller('read'),
      request: { params: versionParams, query: exportQuerySchema },
      responses: jsonResponses(exportedPromptSchema, 'The file'),
    }),
    async (context) => {
      refuseUnknownParameters(context.req.url, exportQuerySchema)
      const { project } = context.var.caller
      const { name, version: choice } = context.req.valid('param')
      const version = await prompts.version(project, `${name}@${choice}`)
      const { form } = context.req.valid('query')
      return context.json(await exportVersion(prompts.deps, project, { version, form }), 200)
    },
  )
}
