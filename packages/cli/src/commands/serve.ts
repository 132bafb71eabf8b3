import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { loadServer } from '../load-server.ts'

export interface ServeOptions {
  readonly role?: string
  readonly dataDir?: string
  readonly host?: string
  readonly port?: string
  readonly grpcPort?: string
  readonly clickhouseUrl?: string
  readonly clickhouseCluster?: string
  readonly postgresUrl?: string
  readonly logFormat?: string
}

export const defaultDataDir = '.pawl'

export function addServeCommand(program: Command, programContext: ProgramContext): void {
  program
    .command('serve')
    .description('run Pawl: web pages, API and OTLP receiver in one process')
    .option('--role <role>', 'all, or a part of the work: api, worker (PAWL_ROLE; all); parts need both stores by URL')
    .option('--data-dir <directory>', 'where the data is kept (PAWL_DATA_DIR; .pawl)')
    .option('--host <address>', 'address to listen on (PAWL_HOST; loopback); others need keys')
    .option('--port <port>', 'web pages, API and OTLP/HTTP (PAWL_PORT; 4318)')
    .option('--grpc-port <port>', 'OTLP/gRPC, or "off" (PAWL_GRPC_PORT; 4317)')
    .option('--clickhouse-url <url>', 'keep telemetry there instead of in the data directory (PAWL_CLICKHOUSE_URL)')
    .option(
      '--clickhouse-cluster <name>',
      'spread it over this cluster of ClickHouse servers (PAWL_CLICKHOUSE_CLUSTER)',
    )
    .option('--postgres-url <url>', 'keep control data there instead of in the data directory (PAWL_POSTGRES_URL)')
    .option('--log-format <format>', 'pretty or json (PAWL_LOG_FORMAT; pretty on a terminal)')
    .action(async (options: ServeOptions, command: Command) => {
      await serve(contextOf(command, programContext), options)
    })
}

/** Runs the server until the first Ctrl-C or SIGTERM, then closes it in order. */
async function serve(context: CommandContext, options: ServeOptions): Promise<void> {
  const interruption = context.terminal.interruption()
  const { startServer } = await loadServer()
  context.note('Starting Pawl …')
  const dataDir = resolve(options.dataDir ?? context.environment.dataDir ?? defaultDataDir)
  await using server = await startServer({ ...options })
  const { role, url, grpcUrl } = server
  context.printResult({ role, url, grpcUrl, dataDir }, () => `Pawl is ready at ${url}\n`)
  const lines = role === 'worker' ? workerLines(url) : readyLines({ url, grpcUrl, dataDir })
  for (const line of lines) context.note(line)
  await aborted(interruption)
  context.note('Stopping; Ctrl-C again stops at once.')
}

function readyLines({ url, grpcUrl, dataDir }: { url: string; grpcUrl: string | null; dataDir: string }): string[] {
  const isDefaultPort = new URL(url).port === '4318'
  return [
    `The data is in ${dataDir}`,
    'An application with an OpenTelemetry exporter sends its traces here when it is started with',
    ...(isDefaultPort ? [] : [`  OTEL_EXPORTER_OTLP_ENDPOINT=${url}`]),
    '  OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    ...(grpcUrl === null ? [] : [`or, over gRPC, with OTEL_EXPORTER_OTLP_ENDPOINT=${grpcUrl}`]),
    'Ctrl-C stops Pawl.',
  ]
}

const workerLines = (url: string): string[] => [
  'It does jobs alone; pages, API and receivers are where the role is api.',
  `Whether it is well: ${url}/readyz`,
  'Ctrl-C stops Pawl.',
]

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolveAborted) => {
    if (signal.aborted) resolveAborted()
    else signal.addEventListener('abort', () => resolveAborted(), { once: true })
  })
}
