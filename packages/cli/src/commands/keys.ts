import { randomBytes } from 'node:crypto'
import {
  type ApiKey,
  apiKeyListSchema,
  apiKeyRandomBytes,
  createdApiKeySchema,
  formatApiKey,
  roles,
  whoAmISchema,
} from '@pawl/core'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export function addKeysCommands(program: Command, programContext: ProgramContext): void {
  const keys = program.command('keys').description('create, list and revoke API keys of a project')
  keys
    .command('create')
    .description('create a key; it is shown once')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .requiredOption('--owner <name>', 'the person or service that it is for')
    .action(async ({ role, owner }: { role: string; owner: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const created = await context.api.fetchAnswer(await keysPath(command, context), createdApiKeySchema, {
        method: 'POST',
        body: { role, owner },
      })
      context.printResult(created, () => `${created.key}\n`)
      context.note(`This ${created.role} key of project ${created.project} is shown only now; keep it safe.`)
    })
  keys
    .command('generate')
    .description('print a new key for PAWL_FIRST_KEY, with which a server makes its first key itself; asks no server')
    .action((_options: unknown, command: Command) => {
      const key = formatApiKey('default', randomBytes(apiKeyRandomBytes))
      contextOf(command, programContext).printResult({ key }, () => `${key}\n`)
    })
  keys
    .command('list')
    .description('list the keys of a project')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer(await keysPath(command, context), apiKeyListSchema)
      context.printResult(list, () =>
        list.keys.length === 0
          ? 'No key exists.\n'
          : renderTable(list.keys, keyColumns, { width: context.terminal.columns, paint: context.paint }),
      )
    })
  keys
    .command('revoke')
    .description('revoke a key; whoever uses it is refused from then on')
    .argument('<id>', 'as listed by pawl keys list')
    .action(async (id: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `${await keysPath(command, context)}/${encodeURIComponent(id)}`
      await context.api.fetchAnswer(path, z.unknown(), { method: 'DELETE' })
      context.printResult({ id, revoked: true }, () => `Revoked key ${id}.\n`)
    })
}

const keyColumns: readonly Column<ApiKey>[] = [
  { title: 'ID', cell: (key) => key.id },
  { title: 'KEY', cell: (key) => `${key.prefix}…` },
  { title: 'ROLE', cell: (key) => key.role },
  { title: 'OWNER', cell: (key) => key.owner, minWidth: 10 },
  { title: 'CREATED', cell: (key) => formatTime(key.createdAt), dropOrder: 2 },
  {
    title: 'LAST USED',
    cell: (key) => (key.lastUsedAt === null ? 'never' : formatTime(key.lastUsedAt)),
    dropOrder: 1,
  },
  { title: 'REVOKED', cell: (key) => (key.revokedAt === null ? '' : formatTime(key.revokedAt)), dropOrder: 3 },
]

/** The named project's keys; without a name those of the project that the server takes the caller for. */
async function keysPath(command: Command, { api, environment }: CommandContext): Promise<string> {
  const named = command.optsWithGlobals<{ project?: string }>().project ?? environment.project
  const project = named ?? (await api.fetchAnswer('/api/session', whoAmISchema)).project ?? 'default'
  return `/api/projects/${encodeURIComponent(project)}/keys`
}
