import { maskSecrets, maskText } from './mask-secrets.ts'

const rank = { debug: 10, info: 20, warn: 30, error: 40 } as const
type Level = keyof typeof rank

export type LogFields = Readonly<Record<string, unknown>>

/** Writes one line per call. Keys, passwords and Authorization headers are masked wherever they stand. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds `fields` to every line. */
  with(fields: LogFields): Logger
}

export interface LoggerOptions {
  readonly level: Level
  /** Receives one line without its line break. */
  readonly write: (line: string) => void
  /** For people at a terminal; JSON lines otherwise. */
  readonly pretty?: boolean
  readonly now?: () => Date
}

export function createLogger(options: LoggerOptions, fixed: LogFields = {}): Logger {
  const { now = () => new Date(), pretty = false } = options
  const format = pretty ? prettyLine : jsonLine
  const log =
    (level: Level) =>
    (message: string, fields: LogFields = {}): void => {
      if (rank[level] < rank[options.level]) return
      const masked = maskSecrets({ ...fixed, ...fields }) as LogFields
      options.write(format({ time: now(), level, message: maskText(message), fields: masked }))
    }
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (fields) => createLogger(options, { ...fixed, ...fields }),
  }
}

export interface ProcessLogOptions {
  readonly logLevel: Level
  /** Null: pretty on a terminal, else JSON lines. */
  readonly logFormat: 'pretty' | 'json' | null
}

/** Logs to standard error, which leaves standard output to results. */
export const createProcessLogger = ({ logLevel, logFormat }: ProcessLogOptions): Logger =>
  createLogger({
    level: logLevel,
    pretty: logFormat === null ? process.stderr.isTTY === true : logFormat === 'pretty',
    write: (line) => process.stderr.write(`${line}\n`),
  })

interface Entry {
  readonly time: Date
  readonly level: Level
  readonly message: string
  readonly fields: LogFields
}

const jsonLine = ({ time, level, message, fields }: Entry): string =>
  JSON.stringify({ ...fields, time: time.toISOString(), level, message })

const colour: Record<Level, string> = {
  debug: '\u001b[90m',
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
}

function prettyLine({ time, level, message, fields }: Entry): string {
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const clock = time.toISOString().slice(11, 19)
  return [`\u001b[90m${clock}\u001b[0m ${colour[level]}${level}\u001b[0m ${message}`, ...rest].join(' ')
}
