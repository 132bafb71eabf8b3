import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import type { AppEnv } from './app-env.ts'

const YEAR_S = 31_536_000

/** Serves the built pages. Every path that is no file and no API is a page of the application, which reads the path itself. */
export function serveWeb(app: Hono<AppEnv>, directory: string): void {
  app.use(
    '/assets/*',
    serveStatic({
      root: directory,
      precompressed: true,
      // The names of assets carry a hash of their content.
      onFound: (_path, context) => context.header('cache-control', `public, max-age=${YEAR_S}, immutable`),
    }),
  )
  app.use('*', serveStatic({ root: directory }))
  app.get('*', async (context, next) => {
    const { path } = context.req
    if (path.startsWith('/api/') || path.startsWith('/v1/') || path.startsWith('/assets/')) return next()
    const page = await readFile(join(directory, 'index.html'), 'utf8').catch(() => null)
    if (page === null) {
      return context.text('The pages of Pawl are not built: run `npm run build`. The API is at /api/docs.\n', 503)
    }
    return context.html(page, 200, { 'cache-control': 'no-cache' })
  })
}
