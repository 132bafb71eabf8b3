import { AppError } from '@pawl/core'

/**
 * What a client's statements run with on a cluster: an acknowledged row is on its shard, a subquery reads all shards, an
 * INSERT … SELECT sums over all of them before it writes, and everybody reads where everybody writes: replicas copy later.
 */
export const clusterSettings = {
  distributed_foreground_insert: 1,
  distributed_product_mode: 'global',
  parallel_distributed_insert_select: '0',
  load_balancing: 'in_order',
  prefer_localhost_replica: 0,
  // The same rows may be written, erased and written again.
  insert_deduplicate: 0,
  // Deletes name what they delete by subqueries.
  allow_nondeterministic_mutations: 1,
} as const

/** A column of these, where a table's key has one, names things whose rows must meet: all of a trace's are on one shard. */
const meetingColumns = ['trace_id', 'run_id', 'sha256', 'id']

/**
 * What one statement is on a cluster. Every table is a replicated one on each shard, `<name>_local`, behind a distributed
 * one of its own name, which all SELECTs and INSERTs go to as they are.
 *
 * @throws AppError `internal` for a statement of another kind than the stores have
 */
export function onCluster(statement: string, cluster: string): readonly string[] {
  const text = statement.trim()
  const place = `ON CLUSTER '${cluster}'`
  if (/^(SELECT|WITH|INSERT)\b/i.test(text)) return [overOneReplicaEach(text, cluster)]
  if (/^CREATE TABLE\b/i.test(text)) return createTable(text, cluster)
  const adding = /^ALTER TABLE (\w+) ADD COLUMN\b/i.exec(text)
  if (adding !== null) {
    const [, table] = adding
    const rest = text.slice(`ALTER TABLE ${table}`.length)
    return [`ALTER TABLE ${table}_local ${place}${rest}`, `ALTER TABLE ${table} ${place}${rest}`]
  }
  const changing = /^(ALTER TABLE|DELETE FROM|TRUNCATE TABLE) (\w+)\b/i.exec(text)
  if (changing !== null) {
    const [beginning, verb, table] = changing
    return [globally(`${verb} ${table}_local ${place}${text.slice(beginning.length)}`)]
  }
  if (/^KILL QUERY\b/i.test(text)) return [text.replace(/^KILL QUERY/i, `KILL QUERY ${place}`)]
  throw new AppError('internal', `nobody has said what this is on a cluster: ${text.slice(0, 60)}`)
}

function createTable(text: string, cluster: string): readonly string[] {
  const [, table = ''] = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/i.exec(text) ?? []
  const key = sortingKey(text)
  if (table === '' || key.length === 0) throw new AppError('internal', `no table of a cluster: ${text.slice(0, 60)}`)
  const [column] = [...meetingColumns.filter((name) => key.includes(name)), ...key]
  const local = text
    .replace(
      /^CREATE TABLE (?:IF NOT EXISTS )?\w+/i,
      `CREATE TABLE IF NOT EXISTS ${table}_local ON CLUSTER '${cluster}'`,
    )
    .replace(/\bENGINE = (\w*)MergeTree(?:\(([^)]*)\))?/i, (_, kind: string, columns: string | undefined) => {
      const path = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'"
      return `ENGINE = Replicated${kind}MergeTree(${path}${columns === undefined ? '' : `, ${columns}`})`
    })
  const distributed = `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER '${cluster}' AS ${table}_local
ENGINE = Distributed('${cluster}', currentDatabase(), '${table}_local', cityHash64(${column}))`
  return [local, distributed]
}

function sortingKey(text: string): readonly string[] {
  const [, list, single] = /\bORDER BY (?:\(([^)]*)\)|(\w+))/i.exec(text) ?? []
  return (list ?? single ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
}

/** A mutation runs later, without the settings of whoever asked for it. */
const globally = (text: string): string =>
  outsideOfLiterals(text, /\b(NOT )?IN (?=\(\s*SELECT\b)/gi, (_, not: string = '') => `GLOBAL ${not}IN `)

/** The engine's own tables, of one replica of each shard, with the names that the tables have for everybody else. */
const overOneReplicaEach = (text: string, cluster: string): string =>
  outsideOfLiterals(
    text,
    /\bFROM system\.parts\b/gi,
    () =>
      `FROM (SELECT * REPLACE (replaceRegexpOne(table, '_local$', '') AS table) FROM cluster('${cluster}', system.parts))`,
  )

type Replacer = (found: string, ...groups: string[]) => string

/** A value may say anything. */
const outsideOfLiterals = (text: string, pattern: RegExp, replacer: Replacer): string =>
  text
    .split(/('(?:[^'\\]|\\.)*')/s)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replace(pattern, replacer)))
    .join('')
