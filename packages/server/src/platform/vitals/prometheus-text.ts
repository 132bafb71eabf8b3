import type { Attributes } from '@opentelemetry/api'
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics'

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Metrics in Prometheus' text format 0.0.4, named as OpenTelemetry says ("Prometheus and OpenMetrics Compatibility"): dots
 * become underscores, units and `_total` suffixes.
 */
export function prometheusText({ resource, scopeMetrics }: ResourceMetrics): string {
  const lines = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(linesOf))
  const target = `target_info${labelsOf(resource.attributes as Attributes)} 1`
  return `${['# HELP target_info Which process this is', '# TYPE target_info gauge', target, ...lines].join('\n')}\n`
}

function linesOf(metric: MetricData): readonly string[] {
  if (metric.dataPoints.length === 0) return []
  const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic
  const name = nameOf(metric, isCounter)
  const help = metric.descriptor.description.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  const header = (type: string) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
  switch (metric.dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      return [
        ...header(isCounter ? 'counter' : 'gauge'),
        ...metric.dataPoints.map(({ attributes, value }) => `${name}${labelsOf(attributes)} ${value}`),
      ]
    case DataPointType.HISTOGRAM:
      return [
        ...header('histogram'),
        ...metric.dataPoints.flatMap(({ attributes, value: { buckets, count, sum = 0 } }) => {
          const bounds = [...buckets.boundaries.map(String), '+Inf']
          let cumulative = 0
          return [
            ...bounds.map((bound, at) => {
              cumulative += buckets.counts[at] ?? 0
              return `${name}_bucket${labelsOf(attributes, bound)} ${cumulative}`
            }),
            `${name}_sum${labelsOf(attributes)} ${sum}`,
            `${name}_count${labelsOf(attributes)} ${count}`,
          ]
        }),
      ]
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return []
  }
}

const unitNames: Readonly<Record<string, string>> = { s: 'seconds', ms: 'milliseconds', By: 'bytes', '1': 'ratio' }

function nameOf({ descriptor: { name, unit } }: MetricData, isCounter: boolean): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_')
  const suffix = unitNames[unit] ?? ''
  const withUnit = suffix === '' || plain.endsWith(`_${suffix}`) ? plain : `${plain}_${suffix}`
  return isCounter && !withUnit.endsWith('_total') ? `${withUnit}_total` : withUnit
}

function labelsOf(attributes: Attributes, bound?: string): string {
  const labels = Object.entries(attributes).map(
    ([name, value]) => `${name.replaceAll(/[^a-zA-Z0-9_]/g, '_')}="${escapeLabel(String(value))}"`,
  )
  if (bound !== undefined) labels.push(`le="${bound}"`)
  return labels.length === 0 ? '' : `{${labels.join(',')}}`
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
