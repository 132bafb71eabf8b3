import { describe, expect, it } from 'vitest'
import { type AppDeps, createApp } from './app.ts'
import { loadConfig } from './config.ts'

describe('the description of the API', () => {
  it('can be made of all routes, each with what it is for', () => {
    // Nothing is called, so that nothing need be there.
    const nothing: unknown = new Proxy(() => undefined, { get: (_, name) => (name === 'webDirectory' ? '.' : nothing) })
    const app = createApp(loadConfig({ env: {} }), nothing as AppDeps)
    const { paths = {} } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Pawl', version: '1' } })
    expect(Object.keys(paths).length).toBeGreaterThan(40)
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods ?? {}).map(([method, route]) => ({ name: `${method} ${path}`, route: route as object })),
    )
    expect(routes.filter(({ route }) => !('summary' in route)).map(({ name }) => name)).toEqual([])
  })
})
