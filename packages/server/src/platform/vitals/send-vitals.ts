import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http'
import {
  MetricsExporterMetricsHelper,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer'
import type { Resource } from '@opentelemetry/resources'
import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'

const headers = { 'Content-Type': 'application/x-protobuf' }
const timeoutMs = 5_000

/** Sends metrics every so often. */
export function createPushedReader(url: string, intervalMs: number): MetricReader {
  return new PeriodicExportingMetricReader({
    exporter: createOtlpHttpExportDelegate(
      optionsOf(url, 'METRICS'),
      ProtobufMetricsSerializer,
      'otlp_http_metric_exporter',
      MetricsExporterMetricsHelper,
      undefined,
    ),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
  })
}

/** Sends spans in batches. */
export function openTracers(url: string, resource: Resource): TracerProvider {
  const exporter = createOtlpHttpExportDelegate(
    optionsOf(url, 'TRACES'),
    ProtobufTraceSerializer,
    'otlp_http_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
  )
  return new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: timeoutMs })],
  })
}

/** Headers, timeout, compression and certificates the exporter reads by its own variables. */
const optionsOf = (url: string, signal: 'METRICS' | 'TRACES') =>
  convertLegacyHttpOptions({ url, timeoutMillis: timeoutMs }, signal, `v1/${signal.toLowerCase()}`, headers)
