/** Where the process sends what it tells of itself; null where it does not. */
export interface OwnExports {
  readonly tracesUrl: string | null
  readonly metricsUrl: string | null
  readonly serviceName: string
  readonly metricIntervalMs: number
  /** A sentence where something is set that cannot be done. */
  readonly warning: string | null
}

export interface OwnAddress {
  readonly hosts: readonly string[]
  readonly port: number
}

type Environment = Readonly<Record<string, string | undefined>>

const defaultIntervalMs = 60_000
/** A request that asks for a while is also a load on whoever collects. */
const shortestIntervalMs = 1_000

/**
 * Reads OpenTelemetry's own variables (specification, "OpenTelemetry Protocol Exporter"). They often stand in an
 * environment for other programs: what cannot be used is told and left out, and an address that is this server itself,
 * where a developer's applications send theirs, is not meant for it.
 */
export function readOwnExports(env: Environment, own: OwnAddress): OwnExports {
  const all = env.OTEL_EXPORTER_OTLP_ENDPOINT
  const tracesUrl = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || withPath(all, 'v1/traces')
  const metricsUrl = env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT || withPath(all, 'v1/metrics')
  const base: OwnExports = {
    tracesUrl: null,
    metricsUrl: null,
    serviceName: env.OTEL_SERVICE_NAME || 'pawl',
    metricIntervalMs: Math.max(shortestIntervalMs, Number(env.OTEL_METRIC_EXPORT_INTERVAL) || defaultIntervalMs),
    warning: null,
  }
  const isWanted = (url: string, exporter: string | undefined) => url !== '' && (exporter || 'otlp') !== 'none'
  const traces = isWanted(tracesUrl, env.OTEL_TRACES_EXPORTER) ? tracesUrl : null
  const metrics = isWanted(metricsUrl, env.OTEL_METRICS_EXPORTER) ? metricsUrl : null
  const urls = [traces, metrics].filter((url) => url !== null)
  if (urls.length === 0 || env.OTEL_SDK_DISABLED === 'true') return base
  const protocol = env.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/protobuf'
  const problem = problemOf(urls, { protocol, own })
  return problem === null ? { ...base, tracesUrl: traces, metricsUrl: metrics } : { ...base, warning: problem }
}

const withPath = (endpoint: string | undefined, path: string): string =>
  endpoint === undefined || endpoint === '' ? '' : `${endpoint.replace(/\/+$/, '')}/${path}`

function problemOf(
  urls: readonly string[],
  { protocol, own }: { readonly protocol: string; readonly own: OwnAddress },
): string | null {
  const intro = 'Traces and metrics of Pawl itself are not sent:'
  if (!urls.every((url) => /^https?:\/\//.test(url) && URL.canParse(url))) {
    return `${intro} an endpoint of OTEL_EXPORTER_OTLP_* is no http(s) URL.`
  }
  if (protocol !== 'http/protobuf') {
    return `${intro} OTEL_EXPORTER_OTLP_PROTOCOL is not http/protobuf.`
  }
  if (urls.some((url) => isOwn(new URL(url), own))) {
    return `${intro} the endpoint of OTEL_EXPORTER_OTLP_* is this server.`
  }
  return null
}

function isOwn(url: URL, { hosts, port }: OwnAddress): boolean {
  const urlPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (urlPort !== port) return false
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const isLoopback = name === 'localhost' || name.endsWith('.localhost') || name === '::1' || name.startsWith('127.')
  const isEverywhere = name === '0.0.0.0' || name === '::'
  return isLoopback || isEverywhere || hosts.includes(name)
}
