import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  newProjectSchema,
  projectListSchema,
  projectSchema,
  projectSettingsChangeSchema,
  projectSettingsSchema,
} from '@pawl/core'
import { type AppEnv, createdResponses, createRouter, jsonBody, jsonResponses } from '../platform/http/index.ts'
import type { AccessRoutesDeps } from './access-routes-deps.ts'
import { createProject } from './create-project.ts'
import { getProjectSettings } from './get-project-settings.ts'
import { listProjects } from './list-projects.ts'
import { assertMaySeeProject } from './require-caller.ts'
import { updateProjectSettings } from './update-project-settings.ts'

const tags = ['projects']
const params = z.object({ project: z.string() })

export function createProjectRoutes({ access, requireCaller }: AccessRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/projects',
        summary: 'List projects: all for an admin, else the own one',
        tags,
        middleware: requireCaller('read'),
        responses: jsonResponses(projectListSchema, 'Projects by name'),
      }),
      async (context) => context.json({ projects: await listProjects(access, context.var.caller) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/projects',
        summary: 'Make a project',
        tags,
        middleware: requireCaller('admin'),
        request: { body: jsonBody(newProjectSchema) },
        responses: createdResponses(projectSchema, 'The project'),
      }),
      async (context) => context.json(await createProject(access, context.req.valid('json').name), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/projects/{project}/settings',
        summary: 'Retention, redaction and price overrides of a project',
        tags,
        middleware: requireCaller('read'),
        request: { params },
        responses: jsonResponses(projectSettingsSchema, 'The settings'),
      }),
      async (context) => {
        const { project } = context.req.valid('param')
        assertMaySeeProject(context.var.caller, project)
        return context.json(await getProjectSettings(access, project), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/api/projects/{project}/settings',
        summary: 'Change settings: a field that is given replaces the old value whole',
        tags,
        middleware: requireCaller('admin'),
        request: {
          params,
          body: jsonBody(projectSettingsChangeSchema),
        },
        responses: jsonResponses(projectSettingsSchema, 'All settings'),
      }),
      async (context) => {
        const { project } = context.req.valid('param')
        const change = context.req.valid('json')
        return context.json(await updateProjectSettings(access, { project, change, caller: context.var.caller }), 200)
      },
    )
}
