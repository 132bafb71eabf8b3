import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { AppError, modelProviderSchema } from '@pawl/core'
import { createPawlClient } from '@pawl/sdk'
import type { Command } from 'commander'
import { createApiClient } from '../api/api-client.ts'
import { type CommandContext, contextOf, namedServer, type ProgramContext } from '../command-context.ts'
import { loadServer } from '../load-server.ts'
import { isEmptyRepository, loadRepository, type Repository } from '../repository/load-repository.ts'
import type { ProjectFile, ProviderSettings } from '../repository/project-file.ts'

export interface GateServerOptions {
  readonly dir: string
  /** In this process, whatever else is named. */
  readonly local?: true
  readonly dataDir?: string
}

/** Where a gate is to run: a server that was named, or one in this process on the files alone. */
export interface FoundGateServer {
  readonly context: CommandContext
  readonly repository: Repository
  readonly isLocal: boolean
  /** Of the server in this process. */
  readonly dataDir: string
}

export interface GateServer extends AsyncDisposable, FoundGateServer {}

/**
 * The server that is named by an option, the environment or the project file; without one, and with files of Pawl's here, one in this
 * process; else the usual address. Nothing is started yet.
 */
export async function findGateServer(
  command: Command,
  programContext: ProgramContext,
  { dir, local, dataDir, needsServer }: GateServerOptions & { readonly needsServer: boolean },
): Promise<FoundGateServer> {
  const repository = await loadRepository(dir)
  const { server, project, root } = repository.project
  const context = contextOf(command, programContext, { server, project })
  const isNamed = (namedServer(command, programContext) ?? server) !== undefined
  const isLocal = local === true || (!isNamed && !needsServer && !isEmptyRepository(repository))
  return { context, repository, isLocal, dataDir: resolve(dataDir ?? join(root, '.pawl', 'gate')) }
}

/** Starts the server of this process, where there is to be one. */
export async function openGateServer(found: FoundGateServer): Promise<GateServer> {
  const { context, repository, isLocal, dataDir } = found
  if (!isLocal) return { ...found, [Symbol.asyncDispose]: async () => undefined }
  const { startServer } = await loadServer()
  const server = await startServer({
    dataDir,
    ...{ host: '127.0.0.1', port: 0, grpcPort: 'off', logLevel: 'error' },
    // Keys of providers are sealed with a key that ends with this process: what CI caches of the directory holds none.
    secretKey: randomBytes(32).toString('hex'),
  })
  const project = context.project ?? 'default'
  const local: CommandContext = {
    ...context,
    project,
    api: createApiClient({ serverUrl: server.url, key: undefined, project }),
    pawl: createPawlClient({ baseUrl: server.url, project }),
  }
  const close = () => server.close()
  try {
    await setProviders(local, repository.project)
  } catch (error) {
    await close()
    throw error
  }
  return { ...found, context: local, [Symbol.asyncDispose]: close }
}

async function setProviders(context: CommandContext, { providers, path }: ProjectFile): Promise<void> {
  for (const [name, settings] of Object.entries(providers)) {
    const body = changeOf(name, settings, { context, path: path ?? '' })
    await context.api.fetchAnswer(`/api/providers/${encodeURIComponent(name)}`, modelProviderSchema, {
      method: 'PUT',
      body,
    })
  }
}

interface SettingsPlace {
  readonly context: CommandContext
  readonly path: string
}

function changeOf(name: string, { keyEnv, ...settings }: ProviderSettings, { context, path }: SettingsPlace) {
  if (keyEnv === undefined) return settings
  const apiKey = context.environment.variable(keyEnv)
  if (apiKey !== undefined) return { ...settings, apiKey }
  throw new AppError(
    'model_not_configured',
    `The variable ${keyEnv}, which is to hold the key of ${name}, is not set.`,
    {
      where: `${path}, providers.${name}.keyEnv`,
      fix: `Set ${keyEnv}, or take keyEnv out where no key is needed.`,
    },
  )
}
