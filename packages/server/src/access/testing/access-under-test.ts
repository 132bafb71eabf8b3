import { Hono } from 'hono'
import { type ControlStore, openControlStore } from '../../platform/control/index.ts'
import { type ControlPlace, quietLog } from '../../platform/control/testing/index.ts'
import { type AppEnv, secureApp } from '../../platform/http/index.ts'
import { type Access, createAccessRoutes, createRequireCaller, openAccess } from '../index.ts'

/** An app with the routes of this folder and one route per action, over an empty store and with a clock to be set. */
export class AccessUnderTest {
  now = new Date('2026-03-01T12:00:00Z')
  #store: ControlStore | null = null
  #access: Access | null = null
  #app: Hono<AppEnv> = new Hono<AppEnv>()

  get store(): ControlStore {
    if (this.#store === null) throw new Error('nothing is open')
    return this.#store
  }

  get access(): Access {
    if (this.#access === null) throw new Error('nothing is open')
    return this.#access
  }

  async open(place: ControlPlace): Promise<void> {
    this.#store = await openControlStore(place, { log: quietLog })
  }

  /** As after a start on an empty store. */
  async reset(): Promise<void> {
    await this.store.executeSql('truncate projects cascade')
    this.now = new Date('2026-03-01T12:00:00Z')
    this.#access = await this.anotherServer()
    this.#app = this.appOf(this.#access)
  }

  /** A second server on the same store. */
  anotherServer(): Promise<Access> {
    return openAccess({ control: this.store, log: quietLog, now: () => this.now })
  }

  appOf(access: Access): Hono<AppEnv> {
    const app = new Hono<AppEnv>()
    secureApp(app, { log: quietLog, allowedHosts: [], corsOrigins: [], ingestPaths: ['/v1/'] })
    const requireCaller = createRequireCaller(access)
    for (const action of ['ingest', 'read', 'write', 'admin'] as const) {
      app.all(`/act/${action}`, requireCaller(action), (context) => context.json(context.var.caller))
    }
    app.route('/', createAccessRoutes({ access, requireCaller }))
    return app
  }

  async call(
    path: string,
    { key, json, ...init }: RequestInit & { key?: string; json?: unknown } = {},
  ): Promise<Response> {
    const headers = new Headers(init.headers)
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`)
    if (json !== undefined) headers.set('content-type', 'application/json')
    return this.#app.request(path, { ...init, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
  }

  /** The JSON of an answer that must have the status. */
  async json(
    path: string,
    status: number,
    init: Parameters<AccessUnderTest['call']>[1] = {},
  ): Promise<Record<string, unknown>> {
    const response = await this.call(path, init)
    const body = await response.text()
    if (response.status !== status) throw new Error(`${path} answered ${response.status}: ${body}`)
    return body === '' ? {} : JSON.parse(body)
  }

  /** A new key of a project that exists; an admin's unless told otherwise. */
  async newKey(
    role = 'admin',
    { project = 'default', key }: { project?: string; key?: string } = {},
  ): Promise<{ id: string; key: string }> {
    const init = { method: 'POST', json: { role, owner: `${role} owner` }, ...(key === undefined ? {} : { key }) }
    const created = await this.json(`/api/projects/${project}/keys`, 201, init)
    return { id: String(created.id), key: String(created.key) }
  }

  async close(): Promise<void> {
    await this.#store?.close()
    this.#store = null
  }
}
