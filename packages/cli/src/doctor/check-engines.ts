import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { missingPackageOf } from '../load-server.ts'
import { type Finding, ok, problem } from './finding.ts'

interface Engine {
  readonly check: string
  readonly packageName: string
  /** JavaScript that uses the loaded `engine` and fails where it does not work. */
  readonly trial: string
  readonly fix: string
}

const engines: readonly Engine[] = [
  {
    check: 'telemetry engine',
    packageName: 'chdb',
    trial:
      "const { query } = engine.default ?? engine; if (!String(query('SELECT 40 + 2', 'CSV')).includes('42')) throw new Error('wrong answer')",
    fix: 'Run Pawl on Linux (glibc) or macOS, x64 or arm64 (Windows: in WSL2) and install it anew, or name a ClickHouse server with --clickhouse-url.',
  },
  {
    check: 'control engine',
    packageName: '@electric-sql/pglite',
    trial: "const db = await engine.PGlite.create(); await db.query('SELECT 1'); await db.close()",
    fix: 'Install Pawl anew, or name a PostgreSQL server with --postgres-url.',
  },
]

const trialTimeoutMs = 30_000

/** Whether each embedded engine is installed and answers on this machine. */
export function checkEngines(): Promise<Finding[]> {
  return Promise.all(engines.map(checkEngine))
}

async function checkEngine(engine: Engine): Promise<Finding> {
  const { check, packageName, fix } = engine
  let path: string
  try {
    // From the server's place: the engines are its dependencies, not this package's.
    path = createRequire(import.meta.resolve('@pawl/server')).resolve(packageName)
  } catch (error) {
    return problem(check, `${missingPackageOf(error) ?? packageName} is not installed`, fix)
  }
  const failure = await tryInProcess(engine, path)
  return failure === undefined
    ? ok(check, `${packageName} works`)
    : problem(check, `${packageName} does not work: ${failure}`, fix)
}

/** In a process of its own: a native engine on a machine that it was not built for ends the whole process. */
function tryInProcess({ trial }: Engine, path: string): Promise<string | undefined> {
  const script = `const engine = await import(${JSON.stringify(pathToFileURL(path).href)}); ${trial}`
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { timeout: trialTimeoutMs, killSignal: 'SIGKILL' },
      (error, _stdout, stderr) => {
        if (error === null) resolve(undefined)
        else if (error.signal) resolve(`it ended with ${error.signal}`)
        else resolve(/^\w*Error: .*/m.exec(stderr)?.[0] ?? `it ended with code ${error.code}`)
      },
    )
  })
}
