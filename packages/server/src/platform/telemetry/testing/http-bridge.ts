import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChdbConnection } from 'chdb/connection'

export interface HttpBridge extends AsyncDisposable {
  readonly url: string
}

/**
 * ClickHouse's HTTP interface in front of the embedded engine, as far as the official client uses it: so that its
 * network path and every statement can be tested where no ClickHouse server can be installed.
 */
export async function startHttpBridge(directory: string): Promise<HttpBridge> {
  const connections = Array.from({ length: 8 }, () => createChdbConnection({ path: directory }))
  const idle = [...connections]
  const waiting: ((connection: (typeof connections)[number]) => void)[] = []
  const run = async (sql: string, format: string): Promise<Buffer> => {
    const connection =
      idle.pop() ?? (await new Promise<(typeof connections)[number]>((resolve) => waiting.push(resolve)))
    try {
      return Buffer.from((await connection.chdb.queryAsync(sql, { format })).bytes())
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
    },
  }
}

type Run = (sql: string, format: string) => Promise<Buffer>

async function answer(request: IncomingMessage, response: ServerResponse, run: Run): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://bridge')
  const bytes = await bodyOf(request)
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const format = url.searchParams.get('default_format') ?? 'TabSeparated'
  // An insert has its statement in the URL and its rows in the body; everything else is the body.
  const statement = url.searchParams.get('query')
  const result =
    statement?.endsWith(' FORMAT RowBinary') === true
      ? await insertBinary(statement, bytes, (sql) => run(sql, format))
      : await run(statement === null ? bytes.toString() : `${statement}\n${bytes.toString()}`, format)
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
