import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { AppError, newSecretSchema, parseApiKey, secretNameSchema } from '@pawl/core'
import { z } from 'zod'
import { type OwnExports, readOwnExports } from './own-exports.ts'

/** Everything about a server that can be set. Read once at start; nothing else reads the environment. */
export interface Config {
  /** What this process does: answer requests, do jobs, or both. */
  readonly role: ServerRole
  /** Absolute path. */
  readonly dataDir: string
  /** Absolute path. */
  readonly backupDir: string
  /** Addresses to listen on. */
  readonly hosts: readonly string[]
  /** UI, API and OTLP/HTTP. 0 takes any free port. */
  readonly port: number
  /** OTLP/gRPC; null when switched off. */
  readonly grpcPort: number | null
  /** Null for the embedded engine. */
  readonly clickhouseUrl: string | null
  /** The cluster of ClickHouse servers that telemetry is spread over; null for one server. */
  readonly clickhouseCluster: string | null
  /** Null for the embedded engine. */
  readonly postgresUrl: string | null
  /** Largest request body, after decompression. */
  readonly maxBodyBytes: number
  /** Below this free space in the data directory, ingest answers 503. */
  readonly minFreeDiskBytes: number
  /** Origins of web pages that may send telemetry from a browser. */
  readonly corsOrigins: readonly string[]
  /** Host names, besides the loopback ones and IP addresses, under which the server may be called. */
  readonly allowedHosts: readonly string[]
  /** Host names, addresses and ranges that outgoing calls may go to although they are private. */
  readonly allowedPrivateHosts: readonly string[]
  /** Keys and addresses of model providers that hold for all projects; null where the environment has none. */
  readonly providers: Readonly<Record<'openai' | 'anthropic' | 'google', EnvironmentProvider>>
  /** Where people reach the pages: links in messages begin with it, without a slash at the end. Null: where the server listens. */
  readonly publicUrl: string | null
  /** The server that mail goes out by, with its account; null where there is none. */
  readonly smtpUrl: string | null
  /** Whom mail is from. */
  readonly mailFrom: string | null
  /** Encrypts the keys of model providers that are stored; null for a file in the data directory. */
  readonly secretKey: string | null
  /** What `${secrets.NAME}` stands for where nothing of that name is stored; they hold for all projects. */
  readonly secrets: Readonly<Record<string, string>>
  /** Made an administrator's key when the server has never had one; null makes none. */
  readonly firstKey: string | null
  readonly logLevel: LogLevel
  /** Where this process sends traces and metrics of itself. */
  readonly ownExports: OwnExports
  /** Null: for people on a terminal, else JSON lines. */
  readonly logFormat: LogFormat | null
  /** Threads of one query on the embedded telemetry engine. */
  readonly queryThreads: number
  /** Queries that run at once on the embedded telemetry engine. */
  readonly queryConcurrency: number
  readonly queryTimeoutMs: number
  /** Memory of one query. */
  readonly queryMemoryBytes: number
}

interface EnvironmentProvider {
  readonly apiKey: string | null
  /** Null: the provider's own. */
  readonly baseUrl: string | null
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export const logFormats = ['pretty', 'json'] as const
export type LogFormat = (typeof logFormats)[number]

export const serverRoles = ['all', 'api', 'worker'] as const
export type ServerRole = (typeof serverRoles)[number]

/** Values as they are typed: from the command line, a test or the environment. Undefined means not given. */
export type ConfigOverrides = { readonly [Name in SettingName]?: string | number | undefined }

export interface ConfigSource {
  /** The process's environment when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Win over the environment. */
  readonly overrides?: ConfigOverrides
  /** The directory that a relative data directory starts from. */
  readonly cwd?: string
}

const loopbackHosts = ['127.0.0.1', '::1']
const bytesPerUnit: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

const portRange = 'a port is a whole number from 0 to 65535; 0 takes any that is free'
const port = z.coerce.number(portRange).int(portRange).min(0, portRange).max(65_535, portRange)
const count = (fallback: number) => z.coerce.number('a number is needed').int().min(1).default(fallback)

const bytes = (fallback: number) =>
  z
    .string()
    .transform((text, context) => {
      const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? []
      const factor = bytesPerUnit[unit.toLowerCase()]
      if (amount !== undefined && factor !== undefined) return Math.floor(Number(amount) * factor)
      context.addIssue({
        code: 'custom',
        message: 'a size is a number of bytes, or one with a unit such as 64MiB or 1GB',
      })
      return z.NEVER
    })
    .default(fallback)

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      // The value may hold a password, so that the message never repeats it.
      error: `an URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')} is needed`,
    })
    .nullable()
    .default(null)

const origins = list.refine((all) => all.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
  error: 'origins look like https://app.example.com, without a path, separated by commas',
})

const hostNames = list.refine((all) => all.every((name) => /^[a-z0-9.-]+$/i.test(name)), {
  error: 'host names look like pawl.example.com, without a scheme or port, separated by commas',
})

const privateHosts = list.refine((all) => all.every((name) => /^[a-z0-9.:_-]+(?:\/\d{1,3})?$/i.test(name)), {
  error: 'hosts look like models.internal, 10.0.0.5 or 10.0.0.0/16, without a scheme or port, separated by commas',
})

const clusterName = z
  .string()
  .regex(/^(?:[\w.-]+|\{\w+\})$/, {
    error: 'the name of a cluster, as ClickHouse has it in its remote_servers, or a macro such as {cluster} is needed',
  })
  .nullable()
  .default(null)

const publicUrl = url('http:', 'https:').transform((text) =>
  text === null ? null : new URL(text).href.replace(/\/+$/, ''),
)

const mailbox = z
  .string()
  .trim()
  .regex(/^(?:[^<>@\p{Cc}]* <[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+>|[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+)$/u, {
    error: 'an address like pawl@example.com or Pawl <pawl@example.com> is needed',
  })
  .nullable()
  .default(null)

const secret = (shortest: number) =>
  z
    .string()
    .trim()
    .min(shortest, `at least ${shortest} characters are needed`)
    .regex(/^[\x21-\x7e]+$/, 'it may hold no spaces and no characters beyond ASCII')
    .nullable()
    .default(null)

const settings = z.object({
  role: z.enum(serverRoles, `one of ${serverRoles.join(', ')} is needed`).default('all'),
  dataDir: z.string().min(1).default('.pawl'),
  backupDir: z.string().min(1).nullable().default(null),
  host: list.refine((all) => all.length > 0, 'at least one address is needed').default(loopbackHosts),
  port: port.default(4318),
  grpcPort: z.union([z.literal('off').transform(() => null), port], 'a port, or "off", is needed').default(4317),
  clickhouseUrl: url('http:', 'https:'),
  clickhouseCluster: clusterName,
  postgresUrl: url('postgres:', 'postgresql:'),
  maxBodyBytes: bytes(64 * 1024 ** 2),
  minFreeDiskBytes: bytes(1e9),
  corsOrigins: origins.default([]),
  allowedHosts: hostNames.default([]),
  allowedPrivateHosts: privateHosts.default([]),
  publicUrl,
  smtpUrl: url('smtp:', 'smtps:'),
  mailFrom: mailbox,
  openaiApiKey: secret(1),
  openaiBaseUrl: url('http:', 'https:'),
  anthropicApiKey: secret(1),
  anthropicBaseUrl: url('http:', 'https:'),
  googleApiKey: secret(1),
  googleBaseUrl: url('http:', 'https:'),
  secretKey: secret(16),
  firstKey: z
    .string()
    .trim()
    .refine((text) => parseApiKey(text) !== null, 'a key as `pawl keys generate` prints one is needed')
    .nullable()
    .default(null),
  logLevel: z.enum(logLevels, `one of ${logLevels.join(', ')} is needed`).default('info'),
  logFormat: z
    .enum(logFormats, `one of ${logFormats.join(', ')} is needed`)
    .nullable()
    .default(null),
  queryThreads: count(Math.max(1, Math.floor(availableParallelism() / 2))),
  queryConcurrency: count(2),
  queryTimeoutMs: count(30_000),
  queryMemoryBytes: bytes(1024 ** 3),
})

type SettingName = keyof z.input<typeof settings>

const variableOf: Readonly<Record<SettingName, string>> = {
  role: 'PAWL_ROLE',
  dataDir: 'PAWL_DATA_DIR',
  backupDir: 'PAWL_BACKUP_DIR',
  host: 'PAWL_HOST',
  port: 'PAWL_PORT',
  grpcPort: 'PAWL_GRPC_PORT',
  clickhouseUrl: 'PAWL_CLICKHOUSE_URL',
  clickhouseCluster: 'PAWL_CLICKHOUSE_CLUSTER',
  postgresUrl: 'PAWL_POSTGRES_URL',
  maxBodyBytes: 'PAWL_MAX_BODY_BYTES',
  minFreeDiskBytes: 'PAWL_MIN_FREE_DISK_BYTES',
  corsOrigins: 'PAWL_CORS_ORIGINS',
  allowedHosts: 'PAWL_ALLOWED_HOSTS',
  allowedPrivateHosts: 'PAWL_ALLOWED_PRIVATE_HOSTS',
  publicUrl: 'PAWL_PUBLIC_URL',
  smtpUrl: 'PAWL_SMTP_URL',
  mailFrom: 'PAWL_MAIL_FROM',
  openaiApiKey: 'OPENAI_API_KEY',
  openaiBaseUrl: 'OPENAI_BASE_URL',
  anthropicApiKey: 'ANTHROPIC_API_KEY',
  anthropicBaseUrl: 'ANTHROPIC_BASE_URL',
  googleApiKey: 'GOOGLE_GENERATIVE_AI_API_KEY',
  googleBaseUrl: 'GOOGLE_GENERATIVE_AI_BASE_URL',
  secretKey: 'PAWL_SECRET_KEY',
  firstKey: 'PAWL_FIRST_KEY',
  logLevel: 'PAWL_LOG_LEVEL',
  logFormat: 'PAWL_LOG_FORMAT',
  queryThreads: 'PAWL_QUERY_THREADS',
  queryConcurrency: 'PAWL_QUERY_CONCURRENCY',
  queryTimeoutMs: 'PAWL_QUERY_TIMEOUT_MS',
  queryMemoryBytes: 'PAWL_QUERY_MEMORY_BYTES',
}

/** As `pawl serve` has it: `--grpc-port`. */
const optionOf = (name: SettingName): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const settingNames = Object.keys(variableOf) as SettingName[]

/**
 * The configuration from overrides, then the environment, then the defaults. An empty variable counts as not set.
 *
 * @throws AppError `bad_configuration` that names the variable and what would be right; never its value
 */
export function loadConfig(source: ConfigSource = {}): Config {
  // biome-ignore lint/style/noProcessEnv: this is the one place that reads the environment.
  const { env = process.env, overrides = {}, cwd = process.cwd() } = source
  const given = new Map<SettingName, { text: string; source: string }>()
  for (const name of settingNames) {
    const variable = variableOf[name]
    const override = overrides[name]
    if (override !== undefined) given.set(name, { text: String(override), source: optionOf(name) })
    else if (env[variable] !== undefined && env[variable] !== '')
      given.set(name, { text: env[variable], source: variable })
  }
  const parsed = settings.safeParse(Object.fromEntries([...given].map(([name, { text }]) => [name, text])))
  if (!parsed.success) throw badConfiguration(parsed.error, given)
  refuseLoneRole(parsed.data)
  refuseLoneCluster(parsed.data)
  const { host, dataDir, backupDir, openaiApiKey, openaiBaseUrl, anthropicApiKey, anthropicBaseUrl, ...others } =
    parsed.data
  const { googleApiKey, googleBaseUrl, ...rest } = others
  return {
    ...rest,
    secrets: secretsOf(env),
    ownExports: readOwnExports(env, { hosts: host.map(withoutBrackets), port: rest.port }),
    hosts: host.map(withoutBrackets),
    // Whoever follows a link of a message must be let in.
    allowedHosts:
      rest.publicUrl === null ? rest.allowedHosts : [...rest.allowedHosts, new URL(rest.publicUrl).hostname],
    dataDir: resolve(cwd, dataDir),
    backupDir: resolve(cwd, backupDir ?? join(dataDir, 'backups')),
    providers: {
      openai: { apiKey: openaiApiKey, baseUrl: openaiBaseUrl },
      anthropic: { apiKey: anthropicApiKey, baseUrl: withVersion(anthropicBaseUrl) },
      google: { apiKey: googleApiKey, baseUrl: googleBaseUrl },
    },
  }
}

/** A process that does a part of the work shares both stores with the one that does the rest; an embedded store is open in one. */
function refuseLoneRole({ role, postgresUrl, clickhouseUrl }: z.output<typeof settings>): void {
  const missing = [
    ...(postgresUrl === null ? [variableOf.postgresUrl] : []),
    ...(clickhouseUrl === null ? [variableOf.clickhouseUrl] : []),
  ]
  if (role === 'all' || missing.length === 0) return
  throw new AppError(
    'bad_configuration',
    `The role ${role} needs stores that several processes can open: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
    {
      where: variableOf.role,
      fix: 'Name a PostgreSQL with --postgres-url and a ClickHouse server with --clickhouse-url, or leave the role out: one process then does everything.',
    },
  )
}

function refuseLoneCluster({ clickhouseCluster, clickhouseUrl }: z.output<typeof settings>): void {
  if (clickhouseCluster === null || clickhouseUrl !== null) return
  throw new AppError(
    'bad_configuration',
    `${variableOf.clickhouseCluster} names a cluster, but no server of it is known.`,
    {
      where: variableOf.clickhouseCluster,
      fix: `Name one with --clickhouse-url or ${variableOf.clickhouseUrl}.`,
    },
  )
}

const secretPrefix = 'PAWL_SECRETS_'

function secretsOf(env: NonNullable<ConfigSource['env']>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(secretPrefix) || text === undefined || text === '') continue
    const name = secretNameSchema.safeParse(variable.slice(secretPrefix.length))
    const value = newSecretSchema.safeParse({ value: text })
    const problem = (name.error ?? value.error)?.issues[0]?.message
    if (problem !== undefined || !name.success || !value.success) {
      throw new AppError('bad_configuration', `The value of ${variable} cannot be used: ${problem}.`, {
        where: variable,
        fix: `Set ${variable} to a valid value, or leave it out.`,
      })
    }
    found[name.data] = value.data.value
  }
  return found
}

/** Anthropic's own programs take this address without the version of the API, and add it. */
const withVersion = (baseUrl: string | null): string | null =>
  baseUrl === null || /\/v\d+\/?$/.test(baseUrl) ? baseUrl : `${baseUrl.replace(/\/+$/, '')}/v1`

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

function badConfiguration(error: z.ZodError, given: ReadonlyMap<SettingName, { source: string }>): AppError {
  const issue = error.issues[0]
  const name = issue?.path[0] as SettingName | undefined
  const source = (name !== undefined && given.get(name)?.source) || 'the configuration'
  return new AppError('bad_configuration', `The value of ${source} cannot be used: ${issue?.message ?? 'invalid'}.`, {
    where: source,
    fix: name === undefined ? 'Check the configuration.' : `Give ${source} a valid value, or leave it out.`,
  })
}
