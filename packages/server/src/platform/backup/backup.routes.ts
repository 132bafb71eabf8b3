import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { backupListSchema, createdBackupSchema } from '@pawl/core'
import { type AppEnv, createRouter, jsonResponses, type RequireCaller } from '../http/index.ts'
import type { Backups } from './open-backups.ts'

interface BackupRoutesDeps {
  readonly backups: Backups
  readonly requireCaller: RequireCaller
}

const tags = ['backups']

/** Backups hold every project: only their place and size are told, to administrators. */
export function createBackupRoutes({ backups, requireCaller }: BackupRoutesDeps): OpenAPIHono<AppEnv> {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/backups',
        summary: 'Backups on the disk of the server, newest first',
        tags,
        middleware: requireCaller('admin'),
        responses: jsonResponses(backupListSchema, 'The backups'),
      }),
      async (context) => context.json({ directory: backups.directory, backups: [...(await backups.list())] }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/backups',
        summary: 'Back up both stores of the whole server, while it goes on',
        tags,
        middleware: requireCaller('admin'),
        responses: jsonResponses(createdBackupSchema, 'The backup'),
      }),
      async (context) => context.json(await backups.create(), 200),
    )
}
