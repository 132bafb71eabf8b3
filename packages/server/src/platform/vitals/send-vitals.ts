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
  // Headers, timeout, compression and certificates the exporter reads by its own variables.
  const options = convertLegacyHttpOptions({ url, timeoutMillis: timeoutMs }, 'METRICS', 'v1/metrics', headers)
  const exporter = createOtlpHttpExportDelegate(
    options,
    ProtobufMetricsSerializer,
    'otlp_http_metric_exporter',
    MetricsExporterMetricsHelper,
    undefined,
  )
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
  })
}

/** Sends spans in batches. */
export function openTracers(url: string, resource: Resource): TracerProvider {
  const options = convertLegacyHttpOptions({ url, timeoutMillis: timeoutMs }, 'TRACES', 'v1/traces', headers)
  const exporter = createOtlpHttpExportDelegate(
    options,
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
