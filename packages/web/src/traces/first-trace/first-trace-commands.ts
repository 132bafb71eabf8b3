/** What a first trace needs to know of the server it goes to. */
export interface FirstTraceTarget {
  readonly httpUrl: string
  readonly needsKey: boolean
  readonly nowMs: number
  /** 32 and 16 lower-case hex digits. */
  readonly traceId: string
  readonly spanId: string
}

const nanos = (ms: number): string => `${Math.floor(ms)}000000`

const text = (key: string, value: string) => ({ key, value: { stringValue: value } })
const count = (key: string, value: number) => ({ key, value: { intValue: value } })

/** One model call in OTLP/JSON, as OpenTelemetry's GenAI conventions write it. */
function firstSpan({ traceId, spanId, nowMs }: FirstTraceTarget): object {
  const message = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
  return {
    traceId,
    spanId,
    name: 'chat gpt-4o-mini',
    kind: 3,
    startTimeUnixNano: nanos(nowMs - 1200),
    endTimeUnixNano: nanos(nowMs),
    attributes: [
      text('gen_ai.operation.name', 'chat'),
      text('gen_ai.provider.name', 'openai'),
      text('gen_ai.request.model', 'gpt-4o-mini'),
      count('gen_ai.usage.input_tokens', 12),
      count('gen_ai.usage.output_tokens', 9),
      text('gen_ai.input.messages', message('user', 'Is this thing on?')),
      text('gen_ai.output.messages', message('assistant', 'Yes. Your first trace has arrived.')),
    ],
  }
}

/** Three lines for a shell: a first trace by curl, with nothing to install. */
export function curlCommand(target: FirstTraceTarget): string {
  const key = target.needsKey ? ` -H 'authorization: Bearer YOUR_KEY'` : ''
  const body = {
    resourceSpans: [
      { resource: { attributes: [text('service.name', 'hello-pawl')] }, scopeSpans: [{ spans: [firstSpan(target)] }] },
    ],
  }
  return [
    `curl ${target.httpUrl}/v1/traces \\`,
    `  -H 'content-type: application/json'${key} \\`,
    // A single quote in a shell's single quotes ends them; the body above has none.
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n')
}

const headers = (target: FirstTraceTarget): string =>
  target.needsKey ? ` OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer YOUR_KEY"` : ''

/** For an application that has any OpenTelemetry SDK already. */
export const environmentCommand = (target: FirstTraceTarget): string =>
  [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${target.httpUrl}${headers(target)}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    'export OTEL_SERVICE_NAME=my-app',
  ].join('\n')

export const pythonCommand = (target: FirstTraceTarget): string =>
  [
    'pip install opentelemetry-distro opentelemetry-exporter-otlp openinference-instrumentation-openai',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${target.httpUrl} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf${headers(target)}`,
    'opentelemetry-instrument python app.py',
  ].join('\n')

export const nodeCommand = (target: FirstTraceTarget): string =>
  [
    'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${target.httpUrl} OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true${headers(target)}`,
    'node --require @opentelemetry/auto-instrumentations-node/register app.js',
  ].join('\n')
