import type { MetricGroup, SliceKey } from '@pawl/core'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'
import type { RolledTable } from './rollup-hours.ts'

/** Groups that a row of `spans` has by itself. `score` is joined. */
export const spanGroup: Readonly<Record<Exclude<MetricGroup, 'score'>, SqlText>> = {
  model: sql`model`,
  provider: sql`provider`,
  kind: sql`kind`,
  name: sql`name`,
  status: sql`status`,
  environment: sql`environment`,
  service: sql`service`,
  release: sql`release`,
  prompt: sql`if(prompt_version = '', prompt, concat(prompt, '@', prompt_version))`,
  tool: sql`tool`,
  user: sql`user_id`,
  tag: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(tags)))`,
}

/** The dimensions that `span_facet_rollup` has one at a time. */
export const spanFacets = ['kind', 'model', 'provider', 'service', 'release', 'prompt', 'tool'] as const

/** The prompts of a trace by their most exact name: `prompts` holds `name` beside `name@version`. */
export const exactPrompts = sql`arrayFilter(
  prompt_name -> NOT arrayExists(other -> startsWith(other, concat(prompt_name, '@')), arrayMap(p -> toString(p), prompts)),
  arrayMap(p -> toString(p), prompts))`

/** A trace counts in each group that any of its spans is in; one without any counts in ''. */
const traceGroup: Readonly<Record<Exclude<MetricGroup, 'score'>, SqlText>> = {
  model: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(models)))`,
  provider: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(providers)))`,
  kind: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(kinds)))`,
  name: sql`name`,
  status: sql`status`,
  environment: sql`environment`,
  service: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(services)))`,
  release: sql`release`,
  prompt: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(${exactPrompts})))`,
  tool: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(tools)))`,
  user: sql`user_id`,
  tag: sql`arrayJoin(emptyArrayToSingle(arrayDistinct(tags)))`,
}

/** What rows are told apart by; a provider's `fingerprint` only where they are spans. */
export type RowGroup = SliceKey | 'fingerprint'

/** What a row is grouped by; '' for what is joined (`score`) or not asked. */
export function groupColumn(table: RolledTable, key: RowGroup | undefined): SqlText {
  if (key === undefined || key === 'score') return sql`''`
  if (key === 'fingerprint') return sql`toString(fingerprint)`
  if (isMetadataKey(key)) return sql`metadata[${key.slice(metadataPrefix.length)}]`
  return sql`toString(${table === 'spans' ? spanGroup[key] : traceGroup[key]})`
}

const metadataPrefix = 'metadata:'

const isMetadataKey = (key: SliceKey): key is Exclude<SliceKey, MetricGroup> => key.startsWith(metadataPrefix)
