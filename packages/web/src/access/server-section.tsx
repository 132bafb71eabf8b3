import type { ServerStatus } from '@pawl/core'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { formatBytes, formatCount, formatDuration } from '../ui/format/index.ts'
import { oneLine } from '../ui/visible-text.ts'
import { SettingsSection } from './settings-section.tsx'

const engines = {
  chdb: 'chDB, embedded',
  clickhouse: 'ClickHouse',
  pglite: 'PGlite, embedded',
  postgres: 'PostgreSQL',
} as const

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="grid grid-cols-[9rem_minmax(0,1fr)] gap-3 border-b px-3 py-1.5 last:border-b-0">
    <dt className="text-ink-3">{label}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
)

/** What runs, where it stores, and what it noticed. */
export function ServerSection({ status }: { readonly status: ServerStatus }) {
  const { telemetry, control, disk, otlp, hints, redactions, process } = status
  return (
    <SettingsSection id="server" title="Server" about="What runs here, where it stores, and what it noticed.">
      <dl className="rounded-lg border bg-surface">
        <Fact label="Version">{status.version}</Fact>
        <Fact label="Telemetry">
          {engines[telemetry.engine]}{' '}
          <span className="font-mono text-xs text-ink-3">{oneLine(telemetry.location)}</span>
        </Fact>
        <Fact label="Control data">
          {engines[control.engine]} <span className="font-mono text-xs text-ink-3">{oneLine(control.location)}</span>
        </Fact>
        <Fact label="Free disk">
          {disk.freeBytes === null ? 'unknown' : formatBytes(disk.freeBytes)}{' '}
          {disk.ingestPaused ? (
            <Badge tone="error">ingest paused</Badge>
          ) : (
            <span className="text-ink-3">ingest pauses below {formatBytes(disk.minFreeBytes)}</span>
          )}
        </Fact>
        <Fact label="Process">
          {formatBytes(process.rssBytes)} of memory{' '}
          <span className="text-ink-3">
            event loop late by {formatDuration(process.loopDelayP99Ms)} at worst in 1 of 100 turns
          </span>
        </Fact>
        <Fact label="Spans">{formatCount(status.spanCount)}</Fact>
        <Fact label="OTLP/HTTP">
          <span className="font-mono text-xs">{otlp.httpUrl}</span>
        </Fact>
        <Fact label="OTLP/gRPC">
          <span className="font-mono text-xs">{otlp.grpcUrl ?? 'off'}</span>
        </Fact>
        <Fact label="API reference">
          <a href="/api/docs" className="text-accent hover:underline">
            /api/docs
          </a>
        </Fact>
        <Fact label="Redacted so far">
          {redactions.length === 0
            ? 'nothing'
            : redactions.map(({ rule, count }) => `${oneLine(rule, 60)} ${formatCount(count)}×`).join(', ')}
        </Fact>
      </dl>
      {hints.length > 0 ? (
        <div className="mt-4">
          <h3 className="mb-1.5 text-xs font-semibold">Spans without content</h3>
          <ul className="divide-y rounded-lg border bg-warn-soft">
            {hints.map((hint) => (
              <li key={`${hint.producer} ${hint.setting}`} className="px-3 py-2">
                {oneLine(hint.producer, 60)} sent {formatCount(hint.spanCount)} spans without inputs and outputs. To
                have them, set <code className="font-mono text-xs break-all">{oneLine(hint.setting, 200)}</code>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </SettingsSection>
  )
}
