import { execFileSync, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@pawl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedReceiver, startReceiver } from './testing/start-receiver.ts'

const packages = [
  'opentelemetry-sdk',
  'opentelemetry-exporter-otlp-proto-http',
  'opentelemetry-exporter-otlp-proto-grpc',
]
const imports = 'import opentelemetry.exporter.otlp.proto.grpc.trace_exporter, opentelemetry.exporter.otlp.proto.http'

/** A Python that has the exporters: the one on the path, or one in a temporary directory if installing was asked for. */
function findPython(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: asks for the download of packages, which no test does by itself.
  const mayInstall = process.env.PAWL_PYTHON_INTEROP === '1'
  const directory = join(tmpdir(), 'pawl-python-exporters')
  const candidates = ['python3', join(directory, 'bin', 'python')]
  const existing = candidates.find((python) => runs(python, ['-c', imports]))
  if (existing !== undefined || !mayInstall) return existing
  execFileSync('python3', ['-m', 'venv', directory])
  execFileSync(join(directory, 'bin', 'pip'), ['install', '--quiet', ...packages])
  return join(directory, 'bin', 'python')
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const python = findPython()
const unlessAbsent = test.skipIf(python === undefined)
if (python === undefined) {
  console.info(
    'Skipped: the Python exporters need Python with them; PAWL_PYTHON_INTEROP=1 installs them in a temporary place',
  )
}

let receiver: StartedReceiver

beforeAll(async () => {
  receiver = await startReceiver({
    authenticate: async ({ authorization }) => ({ project: authorization ?? 'none', canIngest: true }),
  })
})

afterAll(() => receiver.close())

const script = `
import sys
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
protocol, compression, target, count, size = sys.argv[1:]
if protocol == "http":
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    exporter = OTLPSpanExporter(target, headers={"authorization": "key"}, compression=Compression(compression))
else:
    from grpc import Compression
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    kind = Compression.Gzip if compression == "gzip" else Compression.NoCompression
    exporter = OTLPSpanExporter(target, insecure=True, headers={"authorization": "key"}, compression=kind)
class Results(SimpleSpanProcessor):
    def on_end(self, span):
        print(self.span_exporter.export([span]).name)
provider = TracerProvider()
provider.add_span_processor(Results(exporter))
tracer = provider.get_tracer("interop")
for i in range(int(count)):
    with tracer.start_as_current_span(f"{protocol} {compression} {i}") as span:
        span.set_attribute("input", "退款" + "x" * int(size))
`

interface PythonExport {
  readonly protocol: 'http' | 'grpc'
  readonly compression: 'none' | 'gzip' | 'deflate'
  readonly spanCount: number
  readonly attributeBytes?: number
}

/** Exports each span in a request of its own, and returns what the exporter made of each answer. */
function exportFromPython({ protocol, compression, spanCount, attributeBytes = 100 }: PythonExport): Promise<string[]> {
  const target = protocol === 'http' ? `${receiver.httpUrl}/v1/traces` : `127.0.0.1:${receiver.grpcPort}`
  return new Promise((resolve, reject) => {
    const child = spawn(python ?? '', [
      '-c',
      script,
      protocol,
      compression,
      target,
      String(spanCount),
      String(attributeBytes),
    ])
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', () => resolve(output.trim().split('\n')))
  })
}

unlessAbsent.each([
  ['http', 'none'],
  ['http', 'gzip'],
  ['http', 'deflate'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
] as const)(`the Python exporter over %s with compression %s is understood`, async (protocol, compression) => {
  receiver.ingest.received.length = 0
  expect(await exportFromPython({ protocol, compression, spanCount: 3 })).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
  expect(receiver.ingest.spanNames).toEqual([0, 1, 2].map((i) => `${protocol} ${compression} ${i}`))
  expect(receiver.ingest.received[0]?.project).toBe('key')
})

unlessAbsent.each(['http', 'grpc'] as const)(
  `the Python exporter over %s sends again what a failed store refused`,
  async (protocol) => {
    receiver.ingest.received.length = 0
    receiver.ingest.before = () => {
      receiver.ingest.before = () => Promise.resolve()
      return Promise.reject(new AppError('store_unavailable', 'The store is down', { retryAfterS: 1 }))
    }
    expect(await exportFromPython({ protocol, compression: 'gzip', spanCount: 1 })).toEqual(['SUCCESS'])
    expect(receiver.ingest.spanNames).toEqual([`${protocol} gzip 0`])
  },
)

unlessAbsent.each(['http', 'grpc'] as const)(
  `the Python exporter over %s gives a too large export up and goes on`,
  async (protocol) => {
    receiver.ingest.received.length = 0
    const results = await exportFromPython({
      protocol,
      compression: 'gzip',
      spanCount: 1,
      attributeBytes: 65 * 1024 ** 2,
    })
    expect(results).toEqual(['FAILURE'])
    expect(await exportFromPython({ protocol, compression: 'none', spanCount: 1 })).toEqual(['SUCCESS'])
  },
)
