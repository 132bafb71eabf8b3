/** What the command reads from its environment. This file is the only one of the package that may. */
export interface Environment {
  readonly serverUrl: string | undefined
  readonly key: string | undefined
  readonly project: string | undefined
  /** Where the server keeps its data when no option says so. */
  readonly dataDir: string | undefined
  readonly noColor: boolean
  /** Threads of libuv's pool as set for this process; undefined means libuv's default of 4. */
  readonly threadPoolSize: number | undefined
  /** Any variable that the caller names, such as one that holds a key; undefined when it is empty. */
  readonly variable: (name: string) => string | undefined
}

/** `PAWL_SERVER`, `PAWL_KEY`, `PAWL_PROJECT`, `PAWL_DATA_DIR`, `NO_COLOR` (https://no-color.org: any non-empty value). */
export function readEnvironment(): Environment {
  return {
    serverUrl: process.env.PAWL_SERVER || undefined,
    key: process.env.PAWL_KEY || undefined,
    project: process.env.PAWL_PROJECT || undefined,
    dataDir: process.env.PAWL_DATA_DIR || undefined,
    noColor: Boolean(process.env.NO_COLOR),
    threadPoolSize: Number(process.env.UV_THREADPOOL_SIZE) || undefined,
    variable: (name) => process.env[name] || undefined,
  }
}

/** This process's environment with `additions`, for a child process. */
export function childEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...additions }
}
