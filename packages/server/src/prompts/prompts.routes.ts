import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  draftRequestSchema,
  environmentListSchema,
  environmentSchema,
  importedPromptSchema,
  importRequestSchema,
  newEnvironmentSchema,
  promptDraftSchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
} from '../platform/http/index.ts'
import { createEnvironment } from './create-environment.ts'
import { createDeployedRoutes } from './deployed.routes.ts'
import { draftPrompt } from './draft-prompt.ts'
import { importPrompt } from './import-prompt.ts'
import { listEnvironments } from './list-environments.ts'
import { createPromptRoutes } from './prompt.routes.ts'
import type { PromptsRoutesDeps } from './prompts-routes-deps.ts'
import { createVersionRoutes } from './version.routes.ts'

/** Prompts, their versions, and what is current in environments, under `/api`. */
export function createPromptsRoutes(deps: PromptsRoutesDeps): OpenAPIHono<AppEnv> {
  const router = createRouter()
  router.route('/', createPromptRoutes(deps))
  router.route('/', createVersionRoutes(deps))
  router.route('/', createDeployedRoutes(deps))
  addSources(router, deps)
  addEnvironments(router, deps)
  return router
}

function addSources(router: OpenAPIHono<AppEnv>, { prompts, requireCaller }: PromptsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/prompt-drafts',
      summary: 'A prompt from a recorded model call, marked texts as variables; nothing is stored',
      tags: ['prompts'],
      middleware: requireCaller('read'),
      request: { body: jsonBody(draftRequestSchema) },
      responses: jsonResponses(promptDraftSchema, 'The draft, the input that gives the call again, what was left out'),
    }),
    async (context) =>
      context.json(await draftPrompt(prompts.deps, context.var.caller.project, context.req.valid('json')), 200),
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/prompt-files',
      summary: "Add a version from a YAML file, in Pawl's own form or in GitHub's",
      tags: ['prompts'],
      middleware: requireCaller('write'),
      request: { body: jsonBody(importRequestSchema) },
      responses: {
        200: { description: 'It was there', content: { 'application/json': { schema: importedPromptSchema } } },
        201: { description: 'A new version', content: { 'application/json': { schema: importedPromptSchema } } },
        ...problemResponses,
      },
    }),
    async (context) => {
      const imported = await importPrompt(prompts.deps, context.var.caller, context.req.valid('json'))
      return imported.isNew ? context.json(imported, 201) : context.json(imported, 200)
    },
  )
}

function addEnvironments(router: OpenAPIHono<AppEnv>, { prompts, requireCaller }: PromptsRoutesDeps): void {
  router.openapi(
    createRoute({
      method: 'get',
      path: '/api/environments',
      summary: 'List environments with the versions that are current in them',
      tags: ['environments'],
      middleware: requireCaller('read'),
      responses: jsonResponses(environmentListSchema, 'Environments'),
    }),
    async (context) =>
      context.json({ environments: await listEnvironments(prompts.deps, context.var.caller.project) }, 200),
  )
  router.openapi(
    createRoute({
      method: 'post',
      path: '/api/environments',
      summary: 'Make an environment',
      tags: ['environments'],
      middleware: requireCaller('write'),
      request: { body: jsonBody(newEnvironmentSchema) },
      responses: createdResponses(environmentSchema, 'The environment'),
    }),
    async (context) =>
      context.json(await createEnvironment(prompts.deps, context.var.caller, context.req.valid('json').name), 201),
  )
}
