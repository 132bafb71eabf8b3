import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { expect, it } from 'vitest'
import { prometheusText } from './prometheus-text.ts'

class Reader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve()
  protected override onShutdown = () => Promise.resolve()
}

it('writes counters, gauges and histograms with the names and cumulative buckets that Prometheus expects', async () => {
  const reader = new Reader()
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test')
  meter.createCounter('app.items', { description: 'Items\nof all', unit: '{item}' }).add(3, { 'a.b': 'x"y\\z\n' })
  meter.createObservableGauge('app.size', { unit: 'By' }).addCallback((result) => result.observe(7))
  const histogram = meter.createHistogram('app.wait', { unit: 's', advice: { explicitBucketBoundaries: [1, 2] } })
  for (const seconds of [0.5, 1.5, 1.6, 9]) histogram.record(seconds)
  const lines = prometheusText((await reader.collect()).resourceMetrics).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      '# HELP app_items_total Items\\nof all',
      '# TYPE app_items_total counter',
      'app_items_total{a_b="x\\"y\\\\z\\n"} 3',
      '# TYPE app_size_bytes gauge',
      'app_size_bytes 7',
      '# TYPE app_wait_seconds histogram',
      'app_wait_seconds_bucket{le="1"} 1',
      'app_wait_seconds_bucket{le="2"} 3',
      'app_wait_seconds_bucket{le="+Inf"} 4',
      'app_wait_seconds_sum 12.6',
      'app_wait_seconds_count 4',
    ]),
  )
})
