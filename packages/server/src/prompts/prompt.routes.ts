import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import {
  createdPromptSchema,
  newPromptSchema,
  promptChangeSchema,
  promptListQuerySchema,
  promptListSchema,
  promptSummarySchema,
} from '@pawl/core'
import {
  type AppEnv,
  createdResponses,
  createRouter,
  jsonBody,
  jsonResponses,
  problemResponses,
  refuseUnknownParameters,
} from '../platform/http/index.ts'
import { changePrompt } from './change-prompt.ts'
import { deletePrompt } from './delete-prompt.ts'
import { getPrompt } from './get-prompt.ts'
import { listPrompts } from './list-prompts.ts'
import { type PromptsRoutesDeps, promptParams } from './prompts-routes-deps.ts'

const tags = ['prompts']

export function createPromptRoutes({ prompts, requireCaller }: PromptsRoutesDeps): OpenAPIHono<AppEnv> {
  const { deps } = prompts
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/prompts',
        summary: 'List prompts by name, with what is newest and what is live',
        tags,
        middleware: requireCaller('read'),
        request: { query: promptListQuerySchema },
        responses: jsonResponses(promptListSchema, 'Prompts'),
      }),
      async (context) => {
        refuseUnknownParameters(context.req.url, promptListQuerySchema)
        const archived = context.req.valid('query').archived === 'true'
        return context.json({ prompts: await listPrompts(deps, context.var.caller.project, { archived }) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/prompts',
        summary: 'Make a prompt, with its first version or without one',
        tags,
        middleware: requireCaller('write'),
        request: { body: jsonBody(newPromptSchema) },
        responses: createdResponses(createdPromptSchema, 'The prompt'),
      }),
      async (context) => context.json(await prompts.create(context.var.caller, context.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/prompts/{name}',
        summary: 'A prompt, without the content of its versions',
        tags,
        middleware: requireCaller('read'),
        request: { params: promptParams },
        responses: jsonResponses(promptSummarySchema, 'The prompt'),
      }),
      async (context) => {
        const { name } = context.req.valid('param')
        return context.json(await getPrompt(deps.control.db, context.var.caller.project, name), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/api/prompts/{name}',
        summary: 'Change its description or what protects it, archive it or bring it back',
        tags,
        middleware: requireCaller('write'),
        request: {
          params: promptParams,
          body: jsonBody(promptChangeSchema),
        },
        responses: jsonResponses(promptSummarySchema, 'The prompt'),
      }),
      async (context) => {
        const { name: prompt } = context.req.valid('param')
        const { project, person } = context.var.caller
        const edit = { project, prompt, person, change: context.req.valid('json') }
        return context.json(await changePrompt(deps, edit), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/prompts/{name}',
        summary: 'Delete a prompt that nothing refers to, with all of its versions',
        tags,
        middleware: requireCaller('write'),
        request: { params: promptParams },
        responses: { 204: { description: 'It is gone' }, ...problemResponses },
      }),
      async (context) => {
        const { name: prompt } = context.req.valid('param')
        await deletePrompt(deps, { project: context.var.caller.project, prompt })
        return context.body(null, 204)
      },
    )
}
