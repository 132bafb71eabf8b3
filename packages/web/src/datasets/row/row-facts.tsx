import { type RowSource, type RowView, rowThresholds } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { LabelBadges, percent, thresholdSentence } from '../marks/row-marks.tsx'
import { priorityWords, sourceWords } from '../marks/words.ts'

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-2">
    <dt className="text-xs text-ink-3">{label}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
)

/** Who judges the row, how strictly, why it exists and where it came from. */
export function RowFacts({ row }: { readonly row: RowView }) {
  const { required, floor } = rowThresholds(row)
  return (
    <section aria-label="Facts" className="border-b px-4 py-3">
      <dl className="space-y-2">
        <Fact label="Evaluators">
          {row.evaluators.length === 0 ? (
            <span className="text-warn">None: nothing judges it</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {row.evaluators.map((name) => (
                <Badge key={name} className="font-mono">
                  {oneLine(name, 60)}
                </Badge>
              ))}
            </span>
          )}
        </Fact>
        <Fact label="Priority">
          <span title={priorityWords[row.priority].meaning}>{priorityWords[row.priority].label}</span>
        </Fact>
        <Fact label="Demands">
          <span title={thresholdSentence(row)}>
            {percent(required)} required, shown more likely than {percent(floor)} to pass
          </span>
        </Fact>
        {row.labels.length > 0 ? (
          <Fact label="Labels">
            <span className="flex flex-wrap gap-1">
              <LabelBadges labels={row.labels} risks={row.risks} />
            </span>
          </Fact>
        ) : null}
        <SourceFacts source={row.source} />
        {Object.keys(row.metadata).length > 0 ? (
          <Fact label="Metadata">
            <JsonTree value={row.metadata} openDepth={1} />
          </Fact>
        ) : null}
        <Fact label="Id">
          <span className="font-mono text-xs select-all">{row.id}</span>
        </Fact>
      </dl>
    </section>
  )
}

function SourceFacts({ source }: { readonly source: RowSource }) {
  const { kind, traceId, spanId, sessionId, incident, origin } = source
  return (
    <>
      <Fact label="Made from">
        {traceId === undefined ? (
          sourceWords[kind]
        ) : (
          <Link
            to="/traces/$traceId"
            params={{ traceId }}
            search={spanId === undefined ? {} : { span: spanId }}
            className="text-accent hover:underline"
          >
            {kind === 'span' ? 'A span' : 'A trace'}
          </Link>
        )}
        , <Instant iso={source.at} as="relative" /> by {oneLine(source.who, 60)}
      </Fact>
      {sessionId === undefined ? null : (
        <Fact label="Session">
          <Link to="/sessions/$sessionId" params={{ sessionId }} className="text-accent hover:underline">
            {oneLine(sessionId, 60)}
          </Link>
        </Fact>
      )}
      {incident === undefined ? null : <Fact label="Incident">{oneLine(incident, 200)}</Fact>}
      {origin === undefined ? null : (
        <Fact label="Imported">
          {oneLine(origin.file ?? origin.format, 80)}
          {origin.line === undefined ? '' : `, line ${origin.line}`}
        </Fact>
      )}
    </>
  )
}
