import type { TelemetryMigration } from '../platform/telemetry/index.ts'
import { rollupHours, rollupState, spanFacetRollup, spanRollup, traceRollup } from './rollup-tables.ts'

/**
 * Merging sixteen parts at once rewrites a row half as often as the engine's own choice: 50 against 87 µs of CPU a span,
 * merges and the full-text index included. Never many more: each part costs a buffer for every column, and merges that
 * fell behind would take a hundred.
 */
const busyTable =
  'fsync_after_insert = 1, fsync_part_directory = 1, min_parts_to_merge_at_once = 16, max_parts_to_merge_at_once = 20, min_bytes_for_wide_part = 134217728, max_compress_block_size = 131072'

/**
 * How a row is found once and only once, before any merge:
 * - All versions of a span have one key (project, start_time, trace_id, span_id); FINAL over any range of that key is
 *   exact. A span whose start moved leaves a row with `is_deleted = 1` under its old key, written in the same insert.
 * - `version` grows with every flush; the newest wins.
 * - Tables are partitioned by the month of *receipt*, so one insert is one part however far its spans lie apart.
 * - `traces` has one summary per trace under the same rules; `start_time` there is the earliest span's.
 */
const spans = `
CREATE TABLE IF NOT EXISTS spans (
  project LowCardinality(String),
  trace_id FixedString(32),
  span_id FixedString(16),
  parent_span_id String,
  start_time DateTime64(9, 'UTC') CODEC(Delta, LZ4),
  duration_ns UInt64,
  received_at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4),
  is_deleted UInt8,
  name String,
  kind LowCardinality(String),
  status LowCardinality(String),
  producer LowCardinality(String),
  model LowCardinality(String),
  request_model LowCardinality(String),
  provider LowCardinality(String),
  service LowCardinality(String),
  environment LowCardinality(String),
  release LowCardinality(String),
  tool LowCardinality(String),
  prompt LowCardinality(String),
  prompt_version LowCardinality(String),
  session_id String,
  user_id String,
  run_id String,
  response_id String,
  tags Array(LowCardinality(String)),
  metadata Map(LowCardinality(String), String),
  error_type LowCardinality(String),
  error_message String,
  input_tokens UInt64,
  output_tokens UInt64,
  cache_read_tokens UInt64,
  cache_write_tokens UInt64,
  reasoning_tokens UInt64,
  total_tokens UInt64,
  cost_nusd Int64,
  cost_source LowCardinality(String),
  counted_input_tokens UInt64,
  counted_output_tokens UInt64,
  counted_cache_read_tokens UInt64,
  counted_cache_write_tokens UInt64,
  counted_reasoning_tokens UInt64,
  counted_total_tokens UInt64,
  counted_cost_nusd Int64,
  ttft_ns UInt64,
  flags UInt32,
  missing_setting LowCardinality(String),
  redactions String,
  raw_start_ns UInt64 CODEC(Delta, LZ4),
  raw_end_ns UInt64 CODEC(Delta, LZ4),
  otlp LowCardinality(String),
  trace_state LowCardinality(String),
  status_message String,
  origin FixedString(32),
  attributes String,
  events String,
  links String,
  content String,
  INDEX trace_ids trace_id TYPE bloom_filter(0.001) GRANULARITY 8,
  INDEX versions version TYPE minmax GRANULARITY 8,
  INDEX sessions session_id TYPE bloom_filter(0.01) GRANULARITY 8,
  INDEX content_words content TYPE text(tokenizer = asciiCJK, preprocessor = lower(content)) GRANULARITY 100000000
) ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(received_at)
ORDER BY (project, start_time, trace_id, span_id)
SETTINGS ${busyTable}, index_granularity = 1024`

/**
 * What a list shows of a trace, as one JSON array: fifty rows that lie far apart are read in half the time from one
 * column than from thirty-four. The order is that of `summaryOfRow` in store/trace-summary.ts.
 */
const traceSummaryColumn = `toJSONString(tuple(
  trace_id, name, toString(toUnixTimestamp64Nano(start_time)), duration_ns, status, span_count, error_count,
  root_span_id, has_root, root_kind, kinds, models, providers, tools, services, environment, release, session_id,
  user_id, tags, prompts, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  total_tokens, cost_nusd, cost_source, input_preview, output_preview, error_preview, ttft_ns, run_id))`

const traces = `
CREATE TABLE IF NOT EXISTS traces (
  project LowCardinality(String),
  trace_id FixedString(32),
  start_time DateTime64(9, 'UTC') CODEC(Delta, LZ4),
  end_time DateTime64(9, 'UTC') CODEC(Delta, LZ4),
  duration_ns UInt64,
  received_at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  version UInt64 CODEC(Delta, LZ4),
  is_deleted UInt8,
  name String,
  status LowCardinality(String),
  span_count UInt32,
  error_count UInt32,
  root_span_id String,
  has_root UInt8,
  root_kind LowCardinality(String),
  span_names Array(LowCardinality(String)),
  kinds Array(LowCardinality(String)),
  models Array(LowCardinality(String)),
  providers Array(LowCardinality(String)),
  tools Array(LowCardinality(String)),
  services Array(LowCardinality(String)),
  environment LowCardinality(String),
  release LowCardinality(String),
  session_id String,
  user_id String,
  run_id String,
  tags Array(LowCardinality(String)),
  metadata Map(LowCardinality(String), String),
  prompts Array(LowCardinality(String)),
  input_tokens UInt64,
  output_tokens UInt64,
  cache_read_tokens UInt64,
  cache_write_tokens UInt64,
  reasoning_tokens UInt64,
  total_tokens UInt64,
  cost_nusd Int64,
  cost_source LowCardinality(String),
  ttft_ns UInt64,
  input_preview String,
  output_preview String,
  error_preview String,
  summary String MATERIALIZED ${traceSummaryColumn},
  INDEX trace_ids trace_id TYPE bloom_filter(0.001) GRANULARITY 4,
  INDEX versions version TYPE minmax GRANULARITY 4,
  INDEX sessions session_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX users user_id TYPE bloom_filter(0.01) GRANULARITY 4
) ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(received_at)
ORDER BY (project, start_time, trace_id)
SETTINGS ${busyTable}, index_granularity = 256`

/** A resource and scope, once per distinct content: `id` is the first 128 bits of its SHA-256, in hex. */
const origins = `
CREATE TABLE IF NOT EXISTS origins (
  project LowCardinality(String),
  id FixedString(32),
  version UInt64,
  resource String,
  scope String
) ENGINE = ReplacingMergeTree(version)
ORDER BY (project, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

const logRecords = `
CREATE TABLE IF NOT EXISTS log_records (
  project LowCardinality(String),
  trace_id String,
  span_id String,
  join_key String,
  time DateTime64(9, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8,
  id FixedString(32),
  event_name LowCardinality(String),
  severity LowCardinality(String),
  record String,
  origin FixedString(32),
  INDEX join_keys join_key TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX versions version TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(received_at)
ORDER BY (project, trace_id, span_id, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024`

const scores = `
CREATE TABLE IF NOT EXISTS scores (
  project LowCardinality(String),
  id String,
  trace_id String,
  span_id String,
  session_id String,
  target LowCardinality(String),
  name LowCardinality(String),
  value Nullable(Float64),
  label Nullable(String),
  outcome LowCardinality(String),
  explanation Nullable(String),
  source LowCardinality(String),
  evaluator_version Nullable(String),
  author Nullable(String),
  created_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8,
  INDEX trace_ids trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX sessions session_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (project, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024`

/** Media moved out of attributes, by content; `bytes` is base64. A blob goes when no trace refers to it any more. */
const blobs = `
CREATE TABLE IF NOT EXISTS blobs (
  project LowCardinality(String),
  sha256 FixedString(64),
  mime_type LowCardinality(String),
  bytes String CODEC(ZSTD(1)),
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (project, sha256)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 64`

const blobReferences = `
CREATE TABLE IF NOT EXISTS blob_references (
  project LowCardinality(String),
  sha256 FixedString(64),
  trace_id FixedString(32),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (project, sha256, trace_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

/** Marks for charts: a deployment, a model change. */
const changes = `
CREATE TABLE IF NOT EXISTS changes (
  project LowCardinality(String),
  time DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  title String,
  detail String,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (project, time, kind, title)`

/** Their rows say that rows of other tables are complete; copied before those, they never say too much. */
export const tablesThatVouch: readonly string[] = ['rollup_state', 'rollup_hours', 'traces']

export const traceMigrations: readonly TelemetryMigration[] = [
  {
    version: 1,
    name: 'traces',
    statements: [
      spans,
      traces,
      origins,
      logRecords,
      scores,
      blobs,
      blobReferences,
      spanRollup,
      traceRollup,
      rollupHours,
      rollupState,
      changes,
    ],
  },
  {
    version: 2,
    name: 'span_facet_rollup',
    // Hours that were settled without it are settled anew.
    statements: [spanFacetRollup, 'TRUNCATE TABLE rollup_hours', 'TRUNCATE TABLE rollup_state'],
  },
  {
    version: 3,
    name: 'checks',
    statements: [
      // Of spans stored before only what their columns say: 1 is a tool's call, 3 one that failed.
      "ALTER TABLE spans ADD COLUMN IF NOT EXISTS checks UInt8 DEFAULT if(kind = 'tool', if(status = 'error', 3, 1), 0)",
      'ALTER TABLE spans ADD COLUMN IF NOT EXISTS fingerprint LowCardinality(String)',
      'ALTER TABLE traces ADD COLUMN IF NOT EXISTS checks UInt8',
      // How often each check was asked or failed, in the order of its bits.
      'ALTER TABLE span_rollup ADD COLUMN IF NOT EXISTS check_counts Array(UInt32)',
      'ALTER TABLE span_facet_rollup ADD COLUMN IF NOT EXISTS check_counts Array(UInt32)',
      'ALTER TABLE trace_rollup ADD COLUMN IF NOT EXISTS check_counts Array(UInt32)',
      'TRUNCATE TABLE rollup_hours',
      'TRUNCATE TABLE rollup_state',
    ],
  },
]
