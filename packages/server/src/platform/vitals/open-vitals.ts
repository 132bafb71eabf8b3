import { randomUUID } from 'node:crypto'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { OwnExports } from '../../own-exports.ts'
import type { Logger } from '../log/index.ts'
import { prometheusText } from './prometheus-text.ts'
import { Vitals } from './vitals.ts'

export interface OpenVitals {
  readonly vitals: Vitals
  /** All metrics as Prometheus reads them. */
  readMetrics(): Promise<string>
  /** Sends what waits. */
  close(): Promise<void>
}

/** Metrics are always counted, and read at /metrics; traces are made where they are sent. */
export async function openVitals(
  exports: OwnExports,
  { log, version }: { readonly log: Logger; readonly version: string },
): Promise<OpenVitals> {
  if (exports.warning !== null) log.warn(exports.warning)
  const resource = resourceFromAttributes({
    'service.name': exports.serviceName,
    'service.version': version,
    'service.instance.id': randomUUID(),
  })
  const { tracesUrl, metricsUrl, metricIntervalMs } = exports
  // Who sends nothing does not load what sends.
  const sender = tracesUrl === null && metricsUrl === null ? null : await import('./send-vitals.ts')
  if (sender !== null) diag.setLogger(diagLogger(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const pulled = new PulledReader()
  const pushed = sender === null || metricsUrl === null ? [] : [sender.createPushedReader(metricsUrl, metricIntervalMs)]
  const meters = new MeterProvider({ resource, readers: [pulled, ...pushed] })
  const tracers = sender === null || tracesUrl === null ? null : sender.openTracers(tracesUrl, resource)
  const tracer = tracers?.getTracer('pawl', version) ?? null
  return {
    vitals: new Vitals(meters.getMeter('pawl', version), tracer),
    async readMetrics() {
      const { resourceMetrics } = await pulled.collect()
      return prometheusText(resourceMetrics)
    },
    async close() {
      // A collector that is gone must not keep the process.
      await Promise.allSettled([meters.shutdown({ timeoutMillis: closeMs }), tracers?.shutdown()])
    },
  }
}

const closeMs = 5_000

/** Collects when it is asked. */
class PulledReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

const diagLogger = (log: Logger) => {
  const warn = (message: string) => log.warn(`own telemetry: ${message}`)
  const drop = () => undefined
  return { error: warn, warn, info: drop, debug: drop, verbose: drop }
}
