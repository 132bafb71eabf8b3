import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { AppError } from '@pawl/core'

export interface SpanOptions {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
}

/**
 * What the process tells of itself. Nothing of it holds content: names, figures and error codes alone. The SDK's globals
 * are left alone, so that no library here begins to trace because Pawl does.
 */
export class Vitals {
  readonly meter: Meter
  readonly #tracer: Tracer | null
  readonly #active = new AsyncLocalStorage<Span>()

  /** @param tracer null where spans go nowhere: then nothing is traced */
  constructor(meter: Meter, tracer: Tracer | null) {
    this.meter = meter
    this.#tracer = tracer
  }

  /** Does the work within a span that begins a trace of its own. */
  inTrace<Result>(options: SpanOptions, work: (span: Span | null) => Promise<Result>): Promise<Result> {
    if (this.#tracer === null) return work(null)
    return this.#within(this.#tracer.startSpan(options.name, { ...options, root: true }), work)
  }

  /** Does the work within a span where one is under way, and as it is elsewhere: taking telemetry in is never traced. */
  inSpan<Result>(options: SpanOptions, work: () => Promise<Result>): Promise<Result> {
    const parent = this.#active.getStore()
    if (this.#tracer === null || parent === undefined) return work()
    const span = this.#tracer.startSpan(options.name, options, trace.setSpan(ROOT_CONTEXT, parent))
    return this.#within(span, work)
  }

  async #within<Result>(span: Span, work: (span: Span) => Promise<Result>): Promise<Result> {
    try {
      return await this.#active.run(span, () => work(span))
    } catch (error) {
      span.setAttribute('error.type', errorTypeOf(error))
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  }
}

/** A code of Pawl's, or the name of an error: never its message, which may quote content. */
function errorTypeOf(error: unknown): string {
  if (AppError.isInstance(error)) return error.code
  return error instanceof Error ? error.name : 'unknown'
}

/** Boundaries of durations in seconds, as OpenTelemetry's conventions for HTTP and databases advise. */
export const durationBoundaries: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60,
]

export interface TimerOptions {
  readonly name: string
  readonly description: string
  /** Seconds. */
  readonly boundaries?: readonly number[]
}

/** How long the work took, in seconds, and with which error it ended. */
export function createTimer(
  meter: Meter,
  { name, description, boundaries = durationBoundaries }: TimerOptions,
): <Result>(attributes: Attributes, work: () => Promise<Result>) => Promise<Result> {
  const advice = { explicitBucketBoundaries: [...boundaries] }
  const histogram = meter.createHistogram(name, { description, unit: 's', advice })
  return async (attributes, work) => {
    const startedMs = performance.now()
    const record = (more: Attributes) =>
      histogram.record((performance.now() - startedMs) / 1000, { ...attributes, ...more })
    try {
      const result = await work()
      record({})
      return result
    } catch (error) {
      record({ 'error.type': errorTypeOf(error) })
      throw error
    }
  }
}
