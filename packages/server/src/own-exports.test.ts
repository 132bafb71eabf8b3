import { describe, expect, it } from 'vitest'
import { readOwnExports } from './own-exports.ts'

const own = { hosts: ['127.0.0.1', '::1'], port: 4318 }
const read = (env: Record<string, string>) => readOwnExports(env, own)

describe('traces and metrics of the server itself', () => {
  it('go nowhere unless an endpoint is set', () => {
    expect(read({})).toMatchObject({ tracesUrl: null, metricsUrl: null, serviceName: 'pawl', warning: null })
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toMatchObject({
      tracesUrl: null,
      metricsUrl: null,
      warning: null,
    })
  })

  it('go where the variables of OpenTelemetry say, each by its own before the one for all', () => {
    const endpoint = 'https://collector.example.com:4318/otlp/'
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'pawl-eu' })).toMatchObject({
      tracesUrl: 'https://collector.example.com:4318/otlp/v1/traces',
      metricsUrl: 'https://collector.example.com:4318/otlp/v1/metrics',
      serviceName: 'pawl-eu',
    })
    expect(
      read({
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:1/x',
        OTEL_METRICS_EXPORTER: 'none',
      }),
    ).toMatchObject({ tracesUrl: 'http://traces:1/x', metricsUrl: null })
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' })).toMatchObject({
      tracesUrl: null,
    })
  })

  it.each([
    'http://localhost:4318',
    'http://127.0.0.1:4318/',
    'http://[::1]:4318',
    'http://0.0.0.0:4318',
    'http://app.localhost:4318',
  ])('are never sent to the server itself: %s', (endpoint) => {
    const { tracesUrl, metricsUrl, warning } = read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
    expect({ tracesUrl, metricsUrl }).toEqual({ tracesUrl: null, metricsUrl: null })
    expect(warning).toContain('is this server')
  })

  it('are left out with a sentence where the variables are meant for a program that speaks otherwise', () => {
    for (const env of [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' },
    ]) {
      const { tracesUrl, warning } = read(env)
      expect(tracesUrl).toBeNull()
      expect(warning).toContain('OTEL_EXPORTER_OTLP_')
    }
  })
})
