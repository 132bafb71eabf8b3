import type { TelemetryMigration } from '../platform/telemetry/index.ts'

/**
 * One row per attempt of a trial. The key names it whole, so that `FINAL` over the trials of a run is exact, and rows
 * that are sent again replace themselves. Figures and outcomes stand in columns of their own: a run's summary reads
 * neither outputs nor reasons. Partitioned by when they are stored: outputs that were recorded long ago may be of any time.
 */
const trials = `
CREATE TABLE IF NOT EXISTS trials (
  project LowCardinality(String),
  run_id String,
  row_id String,
  trial UInt32,
  attempt UInt32,
  version UInt64 CODEC(Delta, LZ4),
  is_deleted UInt8,
  row_revision UInt32,
  status LowCardinality(String),
  evaluators Array(LowCardinality(String)),
  evaluator_versions Array(LowCardinality(String)),
  outcomes Array(LowCardinality(String)),
  scores Array(Nullable(Float64)),
  reasons Array(String),
  latency_ms Nullable(Float64),
  cost_nusd Nullable(Int64),
  has_usage UInt8,
  input_tokens UInt64,
  output_tokens UInt64,
  cache_read_tokens UInt64,
  cache_write_tokens UInt64,
  reasoning_tokens UInt64,
  total_tokens UInt64,
  trace_id String,
  stored_at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  started_at DateTime64(3, 'UTC'),
  finished_at DateTime64(3, 'UTC'),
  error_type String,
  error_message String,
  unrecorded_tool_call String,
  output String,
  tool_calls String
) ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(stored_at)
ORDER BY (project, run_id, row_id, trial, attempt)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

const judgeCost = 'ALTER TABLE trials ADD COLUMN IF NOT EXISTS judge_cost_nusd Nullable(Int64)'

/** Numbers from 100 on belong to this stage; those of traces are below. */
export const runMigrations: readonly TelemetryMigration[] = [
  { version: 100, name: 'trials', statements: [trials] },
  { version: 101, name: 'trials_judge_cost', statements: [judgeCost] },
]
