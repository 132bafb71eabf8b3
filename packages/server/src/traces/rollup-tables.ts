const rollupMeasures = `
  count UInt64,
  error_count UInt64,
  latency_buckets Array(Int16),
  latency_counts Array(UInt32),
  ttft_buckets Array(Int16),
  ttft_counts Array(UInt32),
  input_tokens UInt64,
  output_tokens UInt64,
  total_tokens UInt64,
  cost_nusd Int64`

/** Rows reach the disk before the row of `rollup_hours` that publishes them. */
const rollupSettings = 'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024'

const rollupTable = (name: string, columns: string, key: string): string => `
CREATE TABLE IF NOT EXISTS ${name} (${columns},
  INDEX revisions revision TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
ORDER BY (${key})
${rollupSettings}`

/**
 * Hourly sums, recomputed whole for an hour that changed and never incremented. Of an hour only the rows of the revision
 * that rollup_hours names count; others are waste of an earlier or a broken run. `latency_buckets` and `latency_counts`
 * belong together: how many durations fell into each logarithmic bucket (see duration-bucket.ts of the core).
 * `missing_content` counts by producer and setting, parted by a line break; `redactions` by rule.
 */
export const spanRollup = rollupTable(
  'span_rollup',
  `
  project LowCardinality(String),
  hour DateTime('UTC'),
  revision UInt64,
  kind LowCardinality(String),
  model LowCardinality(String),
  provider LowCardinality(String),
  environment LowCardinality(String),
  service LowCardinality(String),
  release LowCardinality(String),
  prompt LowCardinality(String),
  prompt_version LowCardinality(String),
  status LowCardinality(String),
  tool LowCardinality(String),
  is_run UInt8,
  ${rollupMeasures},
  missing_content Map(String, UInt64),
  redactions Map(String, UInt64)`,
  'project, hour, revision, kind, model',
)

/**
 * `span_rollup` again by one dimension at a time, which is what most charts ask for, over a fiftieth of its rows: a span counts
 * once under `dimension = ''`, once under its `model`, and so on.
 */
export const spanFacetRollup = rollupTable(
  'span_facet_rollup',
  `
  project LowCardinality(String),
  dimension LowCardinality(String),
  hour DateTime('UTC'),
  revision UInt64,
  value LowCardinality(String),
  environment LowCardinality(String),
  status LowCardinality(String),
  is_run UInt8,
  ${rollupMeasures}`,
  'project, dimension, hour, revision, value',
)

/**
 * A trace counts once under `dimension = ''`, and once for each of its models under `dimension = 'model'`, of its
 * tools under `tool`, and so on: sums over one dimension are sums by that facet.
 */
export const traceRollup = rollupTable(
  'trace_rollup',
  `
  project LowCardinality(String),
  hour DateTime('UTC'),
  revision UInt64,
  dimension LowCardinality(String),
  value String,
  environment LowCardinality(String),
  release LowCardinality(String),
  status LowCardinality(String),
  is_run UInt8,
  ${rollupMeasures}`,
  'project, dimension, hour, revision, value',
)

/**
 * Hours in the rollups: everything with a version up to `settled` is in the rows of this `revision`, of which the newest
 * counts. Older ones stay for a while, for the queries that have chosen them.
 */
export const rollupHours = `
CREATE TABLE IF NOT EXISTS rollup_hours (
  project LowCardinality(String),
  hour DateTime('UTC'),
  revision UInt64,
  settled UInt64,
  span_count UInt64,
  trace_count UInt64
) ENGINE = MergeTree
ORDER BY (project, hour, revision)
${rollupSettings}`

/** Everything with a version up to `version` is in the rollups. */
export const rollupState = `
CREATE TABLE IF NOT EXISTS rollup_state (
  id UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY id
${rollupSettings}`
