import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'
import { createChdbConnection } from 'chdb/connection'

export interface HttpBridge extends AsyncDisposable {
  readonly url: string
}

/** The cluster of a bridge: one shard with one replica, which is the embedded engine itself. */
export const bridgedCluster = 'one'

/**
 * ClickHouse's HTTP interface in front of the embedded engine, as far as the official client uses it: so that its
 * network path and every statement can be tested where no ClickHouse server can be installed. As a cluster it looks
 * whether each statement parses as it is, and runs it without what needs a Keeper: ON CLUSTER and the copying to replicas.
 */
export async function startHttpBridge(
  directory: string,
  { isCluster }: { readonly isCluster: boolean } = { isCluster: false },
): Promise<HttpBridge> {
  const session = isCluster ? openClusterSession(directory) : undefined
  const connections = Array.from({ length: 8 }, () => createChdbConnection({ path: directory }))
  const idle = [...connections]
  const waiting: ((connection: (typeof connections)[number]) => void)[] = []
  const settingsOf = new WeakMap<(typeof connections)[number], string>()
  const run: Run = async (sql, { format, settings }) => {
    const connection =
      idle.pop() ?? (await new Promise<(typeof connections)[number]>((resolve) => waiting.push(resolve)))
    const ask = (text: string) => connection.chdb.queryAsync(text, { format })
    try {
      if (settings !== '' && settingsOf.get(connection) !== settings) await ask(`SET ${settings}`)
      settingsOf.set(connection, settings)
      if (!isCluster) return Buffer.from((await ask(sql)).bytes())
      if (!/ FORMAT \w+\n/.test(sql)) await ask(`EXPLAIN AST ${sql}`)
      return Buffer.from((await ask(withoutKeeper(sql))).bytes())
    } finally {
      const next = waiting.shift()
      if (next === undefined) idle.push(connection)
      else next(connection)
    }
  }
  const server = createServer((request, response) => {
    answer(request, response, run).catch((error: unknown) => fail(response, error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all(connections.map((connection) => connection.close()))
      session?.close()
    },
  }
}

const withoutKeeper = (sql: string): string =>
  sql
    .replace(/ ON CLUSTER '[^']*'/g, '')
    .replace(/ENGINE = Replicated(\w*)MergeTree\('[^']*', '[^']*'(?:, )?/g, 'ENGINE = $1MergeTree(')

/** The first connection decides for the whole engine. */
function openClusterSession(directory: string): Session {
  const file = join(directory, 'cluster.xml')
  mkdirSync(directory, { recursive: true })
  const address = '<host>127.0.0.1</host><port>9000</port>'
  writeFileSync(
    file,
    `<clickhouse><tcp_port>9000</tcp_port><remote_servers><${bridgedCluster}><shard><internal_replication>true</internal_replication>
      <replica>${address}</replica></shard></${bridgedCluster}></remote_servers></clickhouse>`,
  )
  return new Session(directory, { connectionArgs: [`--config-file=${file}`] })
}

interface RunOptions {
  readonly format: string
  /** As a SET statement has them. */
  readonly settings: string
}

type Run = (sql: string, options: RunOptions) => Promise<Buffer>

/** Of the parameters that the client puts into the URL, those that are settings. */
const notSettings = [
  ...['query', 'query_id', 'default_format', 'database', 'session_id', 'compress'],
  // The only replica has no port.
  'prefer_localhost_replica',
]

async function answer(request: IncomingMessage, response: ServerResponse, run: Run): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://bridge')
  const bytes = await bodyOf(request)
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const format = url.searchParams.get('default_format') ?? 'TabSeparated'
  const settings = [...url.searchParams]
    .filter(([name]) => !notSettings.includes(name))
    .map(([name, value]) => `${name} = ${/^\d+$/.test(value) ? value : `'${value}'`}`)
    .join(', ')
  const options = { format, settings }
  // An insert has its statement in the URL and its rows in the body; everything else is the body.
  const statement = url.searchParams.get('query')
  const result =
    statement?.endsWith(' FORMAT RowBinary') === true
      ? await insertBinary(statement, bytes, (sql) => run(sql, options))
      : await run(statement === null ? bytes.toString() : `${statement}\n${bytes.toString()}`, options)
  response.setHeader('x-clickhouse-query-id', url.searchParams.get('query_id') ?? '')
  response.setHeader('x-clickhouse-summary', '{"read_rows":"0","written_rows":"0"}')
  response.end(result)
}

/** The embedded engine takes statements as text: bytes reach it by a file. */
async function insertBinary(statement: string, rows: Buffer, run: (sql: string) => Promise<Buffer>): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'pawl-bridge-'))
  const file = join(directory, 'rows')
  try {
    await writeFile(file, rows)
    return await run(statement.replace(/ SETTINGS .* FORMAT RowBinary$/s, ` SELECT * FROM file('${file}', RowBinary)`))
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const code = /Code: (\d+)/.exec(message)?.[1] ?? '1000'
  response.statusCode = 500
  response.setHeader('x-clickhouse-exception-code', code)
  response.end(message)
}
