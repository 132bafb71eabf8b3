import { parseSearchTerms, type TraceFilter } from '@pawl/core'
import { sql } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { readLogged, readSpanKeys, type SpanKey } from './store/export-rows.ts'
import { readTracePage } from './store/trace-pages.ts'
import { orderOf, type TracePosition } from './store/trace-position.ts'
import type { TraceHead } from './store/trace-spans.ts'

/** The heads of the traces of a filter, newest first, in pages: those that arrive meanwhile are not among them. */
export async function* readTraceHeads(
  deps: ReadDeps,
  project: string,
  { filter, pageTraces }: { readonly filter: TraceFilter; readonly pageTraces: number },
): AsyncIterable<readonly TraceHead[]> {
  let after: TracePosition | undefined
  for (;;) {
    const page = await readTracePage(deps.telemetry, {
      scope: {
        project,
        filter,
        order: orderOf('-start'),
        extra: sql`true`,
        terms: parseSearchTerms(filter.q ?? '', filter.in),
      },
      after,
      wanted: pageTraces,
      nowMs: deps.now().getTime(),
    })
    yield page.map(({ summary, position, endNs }) => ({ summary, startNs: position.startNs, endNs }))
    after = page.at(-1)?.position
    if (after === undefined || page.length < pageTraces) return
  }
}

export interface BatchKeys {
  /** The spans of each trace, each from its start on. */
  readonly keysOf: ReadonlyMap<string, readonly SpanKey[]>
  /** As `readLogged` gives it. */
  readonly logged: ReadonlySet<string>
}

/** Where the spans of these traces are, and which of them have log records. */
export async function readBatchKeys(
  { telemetry }: Pick<ReadDeps, 'telemetry'>,
  project: string,
  heads: readonly TraceHead[],
): Promise<BatchKeys> {
  const keysOf = new Map<string, SpanKey[]>(heads.map((head) => [head.summary.traceId, []]))
  for (const key of await readSpanKeys(telemetry, project, heads)) keysOf.get(key.trace_id)?.push(key)
  const responseIds = [...keysOf.values()].flatMap(responseIdsOf)
  return { keysOf, logged: await readLogged(telemetry, project, { traceIds: [...keysOf.keys()], responseIds }) }
}

export const responseIdsOf = (keys: readonly SpanKey[]): readonly string[] =>
  keys.map((key) => key.response_id).filter((id) => id !== '')
