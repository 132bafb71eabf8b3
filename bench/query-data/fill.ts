import { migrateTelemetry, openChdb, SqlText, traceMigrations } from '@pawl/server'

// Fills a data directory, in a process of its own: the engine keeps the directory until the process ends.
// Arguments: directory, spans. Eight spans a trace over the last thirty days; then 1 % of the spans again and 0.1 % with
// another start, with merges switched off for good.
const directory = process.argv[2] ?? ''
const TRACES = Math.floor(Number(process.argv[3]) / 8)
const SECONDS = 30 * 86_400
const FIRST_S = Math.floor(Date.now() / 1000) - SECONDS

const store = await openChdb(directory)
await migrateTelemetry(store, traceMigrations)

const loading = {
  max_threads: 2,
  max_insert_threads: 2,
  max_memory_usage: 14e9,
  max_insert_block_size: 1_000_000,
  min_insert_block_size_rows: 1_000_000,
  min_insert_block_size_bytes: 2e9,
}
const run = (text: string, settings: Record<string, string | number> = {}) =>
  store.command(new SqlText(text), {
    kind: 'background',
    maxDurationMs: 3_600_000,
    settings: { ...loading, ...settings },
  })

const syl = `['ka','re','mi','to','lon','ver','ta','sen','pri','co','du','fa','gol','hi','jor','ne','os','pa','qui','ras','su','tem','ul','vi','wo','xe','yo','za','ble','ing','er','tion']`
await run('CREATE TABLE pool (id UInt32, text String) ENGINE = MergeTree ORDER BY id')
await run(`INSERT INTO pool SELECT number, arrayStringConcat(arrayMap(i -> (toUInt32(pow(20000, (cityHash64(number, i) % 1000003) / 1000003)) AS w,
  ${syl}[w % 32 + 1] || ${syl}[intDiv(w, 32) % 32 + 1] || if(w > 1024, ${syl}[intDiv(w, 1024) % 32 + 1], '')).2, range(95)), ' ')
  FROM numbers(65536)`)

interface SpanVersion {
  readonly version: string
  readonly deleted?: number
}

const spanSelect = (from: string, o: SpanVersion) => `
SELECT 'default' project, lower(hex(MD5(toString(t)))) trace_id, lower(hex(sipHash64(t, k))) span_id, if(k = 0, '', lower(hex(sipHash64(t, multiIf(k=1,0,k<=6,1,0))))) parent_span_id,
 fromUnixTimestamp64Nano(toInt64(start_ns)) start_time, multiIf(k = 0, 8e9, 1e9) + cityHash64(t, k, 'd') % 1000000000 duration_ns,
 fromUnixTimestamp64Milli(toInt64(start_ns / 1e6) + 9000) received_at, ${o.version} version, ${o.deleted ?? 0} is_deleted,
 ['agent.run','plan','chat gpt','search_tool','chat gpt','db_tool','retrieve','chat final'][k+1] || if(k = 0, toString(t % 12), '') name,
 ['agent','chain','llm','tool','llm','tool','retriever','llm'][k+1] kind,
 if(cityHash64(t, k, 'e') % 400 = 0, 'error', 'ok') status, 'otel-genai' producer,
 if(kind = 'llm', ['gpt-4o','gpt-4o-mini','claude-sonnet-4','claude-haiku','gemini-2.5-pro','o3'][cityHash64(t,'m') % 6 + 1], '') model, model request_model,
 if(kind = 'llm', ['openai','openai','anthropic','anthropic','google','openai'][cityHash64(t,'m') % 6 + 1], '') provider,
 ['api','worker','search','chatbot','batch'][cityHash64(t,'s') % 5 + 1] service, ['production','production','production','staging','development'][cityHash64(t,'env') % 5 + 1] environment,
 'v1.' || toString(intDiv(t * 20, ${TRACES})) release, if(kind = 'tool', 'tool_' || toString(cityHash64(t,k,'tool') % 12), '') tool,
 if(k = 2, 'answer', '') prompt, if(k = 2, toString(cityHash64(t,'pv') % 5), '') prompt_version, 'sess-' || toString(intDiv(t, 3)) session_id, 'user-' || toString(cityHash64(t,'u') % 50000) user_id, '' run_id, '' response_id,
 if(k = 0, ['tag' || toString(t % 7)], []) tags, if(k = 0, map('tenant', 'tn' || toString(t % 200), 'flow', 'f' || toString(t % 9)), map()) metadata,
 if(status = 'error', 'TimeoutError', '') error_type, if(status = 'error', 'timed out after 30 s', '') error_message,
 if(kind = 'llm', cityHash64(t,k,'i') % 2000, 0) input_tokens, if(kind = 'llm', cityHash64(t,k,'o') % 500, 0) output_tokens, 0 cache_read_tokens, 0 cache_write_tokens, 0 reasoning_tokens, input_tokens + output_tokens total_tokens,
 toInt64(total_tokens) * 2500 cost_nusd, if(kind = 'llm', 'computed', '') cost_source, input_tokens counted_input_tokens, output_tokens counted_output_tokens, 0 counted_cache_read_tokens, 0 counted_cache_write_tokens, 0 counted_reasoning_tokens, total_tokens counted_total_tokens, cost_nusd counted_cost_nusd,
 if(kind = 'llm', 300000000 + cityHash64(t,k,'ttft') % 500000000, 0) ttft_ns, 0 flags, '' missing_setting, '' redactions, start_ns raw_start_ns, start_ns + duration_ns raw_end_ns, '1,0,0,0,0,1' otlp, '' trace_state, '' status_message, lower(hex(MD5('origin' || service))) origin,
 '{"gen_ai.operation.name":"chat","gen_ai.request.model":"' || model || '","gen_ai.input.messages":"[{\\\\"role\\\\":\\\\"user\\\\",\\\\"parts\\\\":[{\\\\"type\\\\":\\\\"text\\\\",\\\\"content\\\\":\\\\"~0~\\\\"}]}]","gen_ai.usage.input_tokens":' || toString(input_tokens) || ',"session.id":"' || session_id || '","user.id":"' || user_id || '"}' attributes,
 '' events, '' links, '\\x1d' || substring(pool.text, 1, 300) || ' ref' || toString(t) || '\\x1d\\x1d\\x1d' || substring(pool.text, 301) content,
 multiIf(kind = 'tool', if(status = 'error', 3, 1), kind = 'retriever', if(cityHash64(t, k, 'r') % 50 = 0, 12, 4), k = 7, if(cityHash64(t, k, 'b') % 100 = 0, 48, 16), 0) checks, '' fingerprint
FROM (${from}) AS n INNER JOIN pool ON pool.id = toUInt32(cityHash64(n.t, n.k, 'p') % 65536)`
const startNs = `toUInt64((${FIRST_S} + t * ${SECONDS / TRACES}) * 1000000000) + cityHash64(t,'st') % 1000000000`
const spanFrom = (where: string, shift = '0') =>
  `SELECT toUInt64(intDiv(number, 8)) t, number % 8 k, (${startNs}) + k * 1000000 + (${shift}) start_ns FROM numbers(${TRACES * 8}) WHERE ${where}`

const traceSelect = (o: SpanVersion & { readonly where: string; readonly shift?: string }) => `
SELECT 'default' project, lower(hex(MD5(toString(t)))) trace_id, fromUnixTimestamp64Nano(toInt64(start_ns)) start_time, fromUnixTimestamp64Nano(toInt64(start_ns + duration_ns)) end_time,
 8e9 + cityHash64(t, toUInt64(0), 'd') % 1000000000 duration_ns, fromUnixTimestamp64Milli(toInt64(start_ns / 1e6) + 9000) received_at, ${o.version} version, ${o.deleted ?? 0} is_deleted,
 'agent.run' || toString(t % 12) name, if(error_count > 0, 'error', 'ok') status, 8 span_count, arrayCount(k -> cityHash64(t, toUInt64(k), 'e') % 400 = 0, range(8)) error_count, lower(hex(sipHash64(t, toUInt64(0)))) root_span_id, 1 has_root, 'agent' root_kind,
 ['agent.run' || toString(t % 12),'plan','chat gpt','search_tool','db_tool','retrieve','chat final'] span_names, ['agent','chain','llm','tool','retriever'] kinds,
 [['gpt-4o','gpt-4o-mini','claude-sonnet-4','claude-haiku','gemini-2.5-pro','o3'][cityHash64(t,'m') % 6 + 1]] models, [['openai','openai','anthropic','anthropic','google','openai'][cityHash64(t,'m') % 6 + 1]] providers,
 ['tool_' || toString(cityHash64(t,toUInt64(3),'tool') % 12), 'tool_' || toString(cityHash64(t,toUInt64(5),'tool') % 12)] tools, [['api','worker','search','chatbot','batch'][cityHash64(t,'s') % 5 + 1]] services,
 ['production','production','production','staging','development'][cityHash64(t,'env') % 5 + 1] environment, 'v1.' || toString(intDiv(t * 20, ${TRACES})) release, 'sess-' || toString(intDiv(t, 3)) session_id, 'user-' || toString(cityHash64(t,'u') % 50000) user_id, '' run_id,
 ['tag' || toString(t % 7)] tags, map('tenant', 'tn' || toString(t % 200), 'flow', 'f' || toString(t % 9)) metadata, ['answer','answer@' || toString(cityHash64(t,'pv') % 5)] prompts,
 arraySum(k -> cityHash64(t,toUInt64(k),'i') % 2000, [2,4,7]) input_tokens, arraySum(k -> cityHash64(t,toUInt64(k),'o') % 500, [2,4,7]) output_tokens, 0 cache_read_tokens, 0 cache_write_tokens, 0 reasoning_tokens, input_tokens + output_tokens total_tokens,
 toInt64(total_tokens) * 2500 cost_nusd, 'computed' cost_source, 400000000 ttft_ns, substring(pool.text, 1, 200) input_preview, substring(pool.text, 301, 200) output_preview, if(error_count > 0, 'timed out after 30 s', '') error_preview, 21 + if(error_count > 0, 2, 0) + if(cityHash64(t, 'b') % 100 = 0, 32, 0) checks
FROM (SELECT number t, (${startNs}) + (${o.shift ?? 0}) start_ns FROM numbers(${TRACES}) WHERE ${o.where}) AS n INNER JOIN pool ON pool.id = toUInt32(cityHash64(n.t, toUInt64(0), 'p') % 65536)`

const insert = (table: string, select: string) => `INSERT INTO ${table} ${select}`

const TRACES_AT_ONCE = 125_000
for (let from = 0; from < TRACES; from += TRACES_AT_ONCE) {
  const count = Math.min(TRACES, from + TRACES_AT_ONCE) - from
  const spans = spanFrom('1').replace(`numbers(${TRACES * 8})`, `numbers(${from * 8}, ${count * 8})`)
  await run(insert('spans', spanSelect(spans, { version: '1700000000000000' })))
  const traces = traceSelect({ version: '1700000000000000', where: '1' })
  await run(insert('traces', traces.replace(`numbers(${TRACES})`, `numbers(${from}, ${count})`)))
}
for (const table of ['spans', 'traces']) {
  await run(
    `ALTER TABLE ${table} MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1`,
  )
}

// As the ingest inserts: parts of level 0, without the word index.
const unindexed = {
  materialize_skip_indexes_on_insert: 1,
  exclude_materialize_skip_indexes_on_insert: 'content_words',
  optimize_on_insert: 0,
}
for (let part = 0; part < 10; part++) {
  const isResent = `cityHash64(number, 'r') % 1000 = ${part}`
  await run(insert('spans', spanSelect(spanFrom(isResent), { version: '1700000000000100' })), unindexed)
  const hasResent = `arrayExists(k -> cityHash64(number * 8 + k, 'r') % 1000 = ${part}, range(8))`
  await run(insert('traces', traceSelect({ version: '1700000000000100', where: hasResent })))
}
const moved = `cityHash64(number, 'mv') % 1000 = 7`
const hasMoved = `arrayExists(k -> cityHash64(number * 8 + k, 'mv') % 1000 = 7, range(8))`
const threeDays = '-86400000000000 * 3'
await run(insert('spans', spanSelect(spanFrom(moved), { version: '1700000000000200', deleted: 1 })), unindexed)
await run(insert('spans', spanSelect(spanFrom(moved, threeDays), { version: '1700000000000200' })), unindexed)
await run(insert('traces', traceSelect({ version: '1700000000000200', where: hasMoved, deleted: 1 })))
await run(insert('traces', traceSelect({ version: '1700000000000200', where: hasMoved, shift: threeDays })))
await run('DROP TABLE pool SYNC')
await store.close()
process.exit(0)
