import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Verdict } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { controlEngines } from '../platform/control/testing/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { openTemporaryTelemetry } from '../traces/testing/temporary-telemetry.ts'
import { type Answer, containing, DeploymentsUnderTest } from './testing/deployments-under-test.ts'

const [pglite] = controlEngines
if (pglite === undefined) throw new Error('there is no embedded engine')

const hourMs = 3_600_000
let telemetry: TelemetryStore & AsyncDisposable
let server: DeploymentsUnderTest
let projects = 0
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
  server = await DeploymentsUnderTest.open(await pglite.newPlace(), telemetry)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await telemetry[Symbol.asyncDispose]()
  await pglite.stop()
})

/** What must hold, by a few lines that know nothing of subjects, coverage and SQL. */
class Model {
  readonly rows = new Map<string, { isActive: boolean; revision: number }>()
  evaluator = 1
  maxDrop = 0.05
  live: number | null = null
  readonly everLive = new Set<number>()
  /** The newest verdict on each version, with all that it was about. */
  readonly verdicts = new Map<number, { readonly verdict: Verdict; readonly about: string }>()
  /** Of deployments that still stand, what was there before each. */
  readonly before: (number | null)[] = []

  get activeRows() {
    return [...this.rows].filter(([, { isActive }]) => isActive)
  }

  get now(): string {
    const rows = this.activeRows.map(([id, { revision }]) => `${id}@${revision}`).sort()
    return JSON.stringify([rows, this.evaluator, this.maxDrop, this.live])
  }

  allows(version: number): boolean {
    const found = this.verdicts.get(version)
    return found?.verdict === 'pass' && found.about === this.now && this.activeRows.length > 0
  }

  release(version: number): void {
    if (version !== this.live) this.before.push(this.live)
    this.live = version
    this.everLive.add(version)
  }
}

interface World {
  readonly project: string
  readonly model: Model
}

/** Does one thing to the server and to the model, and compares them. */
type Step = (world: World) => Promise<void>

const release = (version: number) => ({ type: 'prompts' as const, prompts: [`support@${version}`] })

function deploy({ project }: World, version: number, more: object = {}): Promise<Answer> {
  const json = { environment: 'production', release: release(version), ...more }
  return server.call('POST', '/api/deployments', { project, json })
}

async function liveVersion({ project }: World): Promise<number | null> {
  const [current] = await server.prompts.currentTargets(server.store.db, project, 'production')
  return current?.target.number ?? null
}

const versions = fc.integer({ min: 1, max: 3 })
const rowPicks = fc.nat({ max: 9 })

const pick = ({ model }: World, at: number) => [...model.rows.entries()][at % model.rows.size]

const changeRow =
  (at: number, kind: 'edit' | 'archive' | 'activate'): Step =>
  async (world) => {
    const [id, row] = pick(world, at) ?? []
    if (id === undefined || row === undefined) return
    const call = { project: world.project, headers: { 'if-match': `"${row.revision}"` } }
    if (kind === 'edit') {
      // What is archived is kept as it was.
      if (!row.isActive) return
      const json = { edit: { expectedBehavior: `revision ${row.revision + 1}` }, reason: 'other' }
      await server.ask('PATCH', `/api/rows/${id}`, { ...call, json })
      row.revision++
      return
    }
    if (row.isActive === (kind === 'activate')) return
    const json = { status: kind === 'archive' ? 'archived' : 'active', reason: 'other' }
    await server.ask('POST', `/api/rows/${id}/status`, { ...call, json })
    row.revision++
    row.isActive = kind === 'activate'
  }

const addRow: Step = async ({ project, model }) => {
  const id = await server.addRow(project, `question ${model.rows.size}`)
  model.rows.set(id, { isActive: true, revision: 1 })
}

const changeEvaluator: Step = async ({ project, model }) => {
  model.evaluator++
  const definition = containing('yes', `v${model.evaluator}`)
  const json = { definition, examples: [], note: 'other' }
  await server.ask('POST', '/api/evaluators/right/versions', { project, json })
}

const changePolicy =
  (maxDrop: number): Step =>
  async ({ project, model }) => {
    const json = { policy: { environment: 'production', maxDrop }, reason: 'other' }
    await server.ask('PUT', '/api/environments/production/policy', { project, json })
    model.maxDrop = maxDrop
  }

const gate =
  (version: number, verdict: Verdict): Step =>
  async ({ project, model }) => {
    await server.addVerdict({ project }, verdict, release(version))
    model.verdicts.set(version, { verdict, about: model.now })
  }

const plainDeploy =
  (version: number): Step =>
  async (world) => {
    const { model } = world
    const expected = model.live === version ? 200 : model.allows(version) ? 201 : 409
    expect((await deploy(world, version)).status).toBe(expected)
    if (expected === 201) model.release(version)
  }

/** Whichever of the two came first, the version was covered then. */
const deployDuring =
  (version: number, other: Step): Step =>
  async (world) => {
    const { model } = world
    const wasLive = model.live
    const before = model.allows(version)
    const [answer] = await Promise.all([deploy(world, version), other(world)])
    const after = model.allows(version)
    if (answer.status === 201) {
      expect(before || after).toBe(true)
      model.release(version)
    } else expect(answer.status).toBe(wasLive === version ? 200 : 409)
    if (answer.status === 409) expect(before && after).toBe(false)
  }

const override =
  (version: number): Step =>
  async (world) => {
    const { model } = world
    const isCovered = model.allows(version)
    const expiresAt = new Date(server.now.getTime() + hourMs).toISOString()
    const { status, body } = await deploy(world, version, { override: { reason: 'urgent', expiresAt } })
    expect([status, body.ground]).toEqual([201, isCovered ? 'verdict' : 'override'])
    model.release(version)
  }

const unprotected =
  (version: number): Step =>
  async (world) => {
    const { model } = world
    const isFree = model.activeRows.length === 0 || model.allows(version)
    const expected = model.live === version ? 200 : isFree ? 201 : 409
    expect((await deploy(world, version, { unprotected: { reason: 'first' } })).status).toBe(expected)
    if (expected === 201) model.release(version)
  }

const rollBack: Step = async (world) => {
  const { model, project } = world
  const to = model.before.at(-1)
  const json = { reason: 'bad' }
  const { status } = await server.call('POST', '/api/environments/production/rollback', { project, json })
  const isPossible = to !== undefined && to !== null
  expect(status).toBe(isPossible ? 201 : 409)
  if (!isPossible) return
  expect(model.everLive.has(to)).toBe(true)
  model.before.pop()
  model.live = to
}

const crash =
  (version: number): Step =>
  async (world) => {
    const { model } = world
    server.crashes = true
    const { status } = await deploy(world, version).finally(() => {
      server.crashes = false
    })
    // What is live already changes nothing that could be cut off.
    expect(status).toBe(model.live === version ? 200 : 500)
  }

const wait: Step = async () => {
  server.now = new Date(server.now.getTime() + 2 * hourMs)
  await server.deployments.expireOverrides()
}

const change: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(rowPicks, fc.constantFrom('edit' as const, 'archive' as const, 'activate' as const))
    .map(([at, kind]) => changeRow(at, kind)),
  fc.constant(addRow),
  fc.constant(changeEvaluator),
  fc.constantFrom(0.05, 0.02).map(changePolicy),
)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: change },
  {
    weight: 5,
    arbitrary: fc
      .tuple(versions, fc.constantFrom<Verdict>('pass', 'pass', 'pass', 'fail', 'inconclusive'))
      .map(([version, verdict]) => gate(version, verdict)),
  },
  { weight: 6, arbitrary: versions.map(plainDeploy) },
  { weight: 2, arbitrary: fc.tuple(versions, change).map(([version, other]) => deployDuring(version, other)) },
  { weight: 1, arbitrary: versions.map(override) },
  { weight: 2, arbitrary: versions.map(unprotected) },
  { weight: 2, arbitrary: fc.constant(rollBack) },
  { weight: 1, arbitrary: versions.map(crash) },
  { weight: 1, arbitrary: fc.constant(wait) },
)

it('no interleaving lets an uncovered version become current, and none keeps a covered one out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 30 }), async (steps) => {
      const project = `shop${++projects}`
      const world = { project, model: new Model() }
      for (const id of await server.addProject(project, 2)) world.model.rows.set(id, { isActive: true, revision: 1 })
      for (const step of steps) {
        await step(world)
        expect(await liveVersion(world)).toBe(world.model.live)
      }
      expect((await server.audit.verify(project, [])).problems).toEqual([])
    }),
    { numRuns: 40 },
  )
}, 240_000)

it('one file alone makes versions current', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(file))
    .filter((file) => /\.make(?:External)?Current\(/.test(readFileSync(join(root, file), 'utf8')))
  expect(files).toEqual(['deployments/change-live.ts'])
})
