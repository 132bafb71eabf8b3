import fc from 'fast-check'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { settleRollups } from '../settle-rollups.ts'
import { deleteOldRevisions } from '../store/rollup-clean-up.ts'
import { breakAt } from './breaking-store.ts'
import { summariseNaively } from './naive-series.ts'
import { insertSpanRows, insertTraceRows, type StoredSpanFields, type StoredTraceFields } from './stored-rows.ts'

/** Around which everything of a world lies. */
export const noonMs = Date.UTC(2026, 4, 14, 12)
export const nowMs = noonMs + 6 * 3_600_000

/** What is stored, beside what should be: one trace's spans by id, and the start under which its row is filed. */
export class World {
  static #count = 0
  static #version = BigInt(noonMs) * 1000n
  readonly project = `p${World.#count++}`
  readonly #store: TelemetryStore
  readonly traces = new Map<string, { spans: Map<string, StoredSpanFields>; filed: StoredTraceFields | null }>()

  constructor(store: TelemetryStore) {
    this.#store = store
  }

  nextVersion(): bigint {
    World.#version += 1n
    return World.#version
  }

  async write(span: StoredSpanFields): Promise<void> {
    const version = ++World.#version
    const { project } = this
    const trace = this.traces.get(span.traceId) ?? { spans: new Map<string, StoredSpanFields>(), filed: null }
    this.traces.set(span.traceId, trace)
    const old = trace.spans.get(span.spanId)
    if (old !== undefined && old.startNs !== span.startNs) {
      await insertSpanRows(this.#store, [old], { project, version, isDeleted: true })
    }
    trace.spans.set(span.spanId, span)
    await insertSpanRows(this.#store, [span], { project, version })
    const summary = summariseNaively(span.traceId, [...trace.spans.values()])
    if (trace.filed !== null && trace.filed.startNs !== summary.startNs) {
      await insertTraceRows(this.#store, [trace.filed], { project, version, isDeleted: true })
    }
    trace.filed = summary
    await insertTraceRows(this.#store, [summary], { project, version })
  }

  async delete(traceId: string): Promise<void> {
    const version = ++World.#version
    const trace = this.traces.get(traceId)
    if (trace === undefined) return
    await insertSpanRows(this.#store, [...trace.spans.values()], { project: this.project, version, isDeleted: true })
    if (trace.filed !== null)
      await insertTraceRows(this.#store, [trace.filed], { project: this.project, version, isDeleted: true })
    this.traces.delete(traceId)
  }

  /** Settles everything written; breaks off at the given write if there is one. */
  async settle(breakOffAt = Number.POSITIVE_INFINITY): Promise<void> {
    const telemetry = breakAt(this.#store, breakOffAt)
    const settled = settleRollups({ telemetry, committedVersion: World.#version, now: () => new Date(nowMs) })
    if (breakOffAt === Number.POSITIVE_INFINITY) await settled
    else await settled.catch(() => undefined)
  }

  /** Every span there is, once. */
  get spans(): readonly StoredSpanFields[] {
    return [...this.traces.values()].flatMap((trace) => [...trace.spans.values()])
  }

  /** Every trace there is, once. */
  get filed(): readonly StoredTraceFields[] {
    return [...this.traces.values()].flatMap((trace) => trace.filed ?? [])
  }

  async perform(step: WorldStep): Promise<void> {
    switch (step.type) {
      case 'write':
        return await this.write(step.span)
      case 'resend': {
        const span = this.spans[step.which % Math.max(1, this.spans.length)]
        return span === undefined ? undefined : await this.write(span)
      }
      case 'delete':
        return await this.delete(step.traceId)
      case 'settle':
        return await this.settle()
      case 'break':
        return await this.settle(step.write)
      case 'clean up':
        return await deleteOldRevisions(this.#store, 2n ** 63n)
    }
  }
}

export const anyOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
export const hex = (length: number, number: number) => number.toString(16).padStart(length, '0')
export const day = 86_400_000

const anyStart = fc
  .tuple(
    anyOf(0, 0, 0, 0, -1, -40),
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: 0, max: 3_599_999 }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([days, hours, ms, ns]) => BigInt(noonMs + days * day + hours * 3_600_000 + ms) * 1_000_000n + BigInt(ns))

const anySpan: fc.Arbitrary<StoredSpanFields> = fc.record({
  traceId: fc.integer({ min: 1, max: 5 }).map((number) => hex(32, number)),
  spanId: fc.integer({ min: 1, max: 3 }).map((number) => hex(16, number)),
  startNs: anyStart,
  durationNs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100_000_000_000 })),
  name: anyOf('chat', 'plan'),
  kind: anyOf('llm', 'tool'),
  status: anyOf('ok', 'unset', 'error'),
  model: anyOf('', 'small', 'large'),
  provider: anyOf('', 'acme'),
  service: anyOf('web', 'worker'),
  environment: anyOf('production', 'staging'),
  release: anyOf('', 'r1'),
  tool: anyOf('', 'search'),
  prompt: anyOf('', 'greet'),
  promptVersion: anyOf('', '3'),
  userId: anyOf('', 'ada', 'bob'),
  runId: anyOf('', '', '', 'run'),
  tags: fc.subarray(['beta', 'vip']),
  inputTokens: fc.nat(2000),
  outputTokens: fc.nat(500),
  costNanoUsd: fc.nat(5_000_000),
  ttftNs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000_000_000 })),
  checks: anyOf(0, 1, 3, 4, 12, 16, 48),
})

type WorldStep =
  | { readonly type: 'write'; readonly span: StoredSpanFields }
  | { readonly type: 'resend'; readonly which: number }
  | { readonly type: 'delete'; readonly traceId: string }
  | { readonly type: 'settle' | 'clean up' }
  | { readonly type: 'break'; readonly write: number }

/** Writes, corrections, deletes and settlings, of which some break off. */
export const anyWorldStep: fc.Arbitrary<WorldStep> = fc.oneof(
  { weight: 8, arbitrary: anySpan.map((span) => ({ type: 'write' as const, span })) },
  { weight: 2, arbitrary: fc.nat(100).map((which) => ({ type: 'resend' as const, which })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 5 }).map((trace) => ({ type: 'delete' as const, traceId: hex(32, trace) })),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'settle' as const }) },
  { weight: 2, arbitrary: fc.nat(4).map((write) => ({ type: 'break' as const, write })) },
  { weight: 1, arbitrary: fc.constant({ type: 'clean up' as const }) },
)
