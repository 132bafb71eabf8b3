import type { ServerStatus } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { statusQuery } from '../../api/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Logo } from '../../ui/logo.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import {
  curlCommand,
  environmentCommand,
  type FirstTraceTarget,
  nodeCommand,
  pythonCommand,
} from './first-trace-commands.ts'

const ways = [
  { name: 'curl', label: 'curl', note: 'Sends one made-up model call. Paste it into a terminal.', code: curlCommand },
  {
    name: 'otel',
    label: 'OpenTelemetry',
    note: 'For an application that is instrumented already: only the address changes.',
    code: environmentCommand,
  },
  {
    name: 'python',
    label: 'Python',
    note: 'Traces every call of the OpenAI client, without a change to app.py.',
    code: pythonCommand,
  },
  {
    name: 'node',
    label: 'Node',
    note: 'Traces every call of the OpenAI client, without a change to app.js.',
    code: nodeCommand,
  },
] as const

type Way = (typeof ways)[number]['name']

const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

const celebrationMs = 1900

export interface FirstTraceProps {
  readonly status: ServerStatus
  /** The first trace arrived and was celebrated. */
  readonly onDone: () => void
}

/** How to send a first trace; notices within two seconds when it arrives. */
export function FirstTrace({ status, onDone }: FirstTraceProps) {
  const [way, setWay] = useState<Way>('curl')
  const current = useQuery({ ...statusQuery, refetchInterval: 2000, refetchIntervalInBackground: true })
  const hasArrived = (current.data ?? status).hasTraces
  useEffect(() => {
    if (!hasArrived) return
    const timer = window.setTimeout(onDone, celebrationMs)
    return () => window.clearTimeout(timer)
  }, [hasArrived, onDone])
  const target = useMemo<FirstTraceTarget>(
    () => ({
      // The address this page came from is one that answers; the configured one may be seen from elsewhere only.
      httpUrl: window.location.origin,
      needsKey: status.keysExist,
      nowMs: Date.now(),
      traceId: randomHex(16),
      spanId: randomHex(8),
    }),
    [status.keysExist],
  )
  return (
    <div className="h-full overflow-auto">
      <div className="mx-auto max-w-3xl px-4 py-8 md:py-14">
        <Logo size={40} wheelClassName={hasArrived ? 'animate-tooth' : ''} />
        <h1 className="mt-4 text-xl font-semibold">
          {hasArrived ? 'Your first trace is here' : 'Send your first trace'}
        </h1>
        <p className="mt-1 max-w-xl text-ink-2">
          {hasArrived
            ? 'Opening the list…'
            : 'Pawl reads OpenTelemetry from any library. Send it here, and every request shows what went in, what came out, which tool failed and what it cost.'}
        </p>
        <Tabs
          className="mt-6 overflow-hidden rounded-xl border bg-surface"
          label="Ways to send a trace"
          value={way}
          onChange={setWay}
          tabs={ways.map(({ name, label, note, code }) => ({
            name,
            label,
            content: () => (
              <div className="space-y-3 p-4">
                <p className="text-ink-2">{note}</p>
                <CodeBlock code={code(target)} what="Command" />
              </div>
            ),
          }))}
        />
        <Waiting status={status} hasArrived={hasArrived} isFailing={current.isError} />
      </div>
    </div>
  )
}

function Waiting({
  status,
  hasArrived,
  isFailing,
}: {
  readonly status: ServerStatus
  readonly hasArrived: boolean
  readonly isFailing: boolean
}) {
  const grpc = status.otlp.grpcUrl
  return (
    <div className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-xs text-ink-3">
      <p role="status" className="flex items-center gap-2">
        <span
          aria-hidden
          className={`size-2 rounded-full ${hasArrived ? 'bg-ok' : isFailing ? 'bg-error' : 'bg-accent motion-safe:animate-pulse'}`}
        />
        {hasArrived
          ? 'Received'
          : isFailing
            ? 'Pawl does not answer, still trying'
            : `Waiting for the first trace of project “${status.project}”`}
      </p>
      <p>{grpc ? `OTLP/gRPC listens on ${grpc}` : 'OTLP over HTTP, protobuf or JSON'}</p>
    </div>
  )
}
