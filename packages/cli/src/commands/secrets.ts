import {
  deletedSecretSchema,
  type SecretUse,
  type StoredSecret,
  secretListSchema,
  secretReference,
  secretSchema,
} from '@pawl/core'
import type { Command } from 'commander'
import { contextOf, type ProgramContext } from '../command-context.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { readSecret } from '../read-secret.ts'

export function addSecretsCommands(program: Command, programContext: ProgramContext): void {
  const secrets = program
    .command('secrets')
    .description('keep what headers and addresses name as ${secrets.NAME}: encrypted, and never shown again')
  secrets
    .command('list')
    .description('list secrets by name, with what names them')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/secrets', secretListSchema)
      context.printResult(list, () =>
        renderTable(list.secrets, columns, { width: context.terminal.columns, paint: context.paint }),
      )
      for (const { name, usedBy } of list.missing) {
        context.note(`${name} is not set, although ${usesText(usedBy)} names it: pawl secrets set ${name}`)
      }
    })
  secrets
    .command('set')
    .description('set a secret; its value is typed, piped in or read from a variable')
    .argument('<name>', 'capital letters, digits and "_", such as AGENT_KEY')
    .option('--value-env <variable>', 'read the value from this variable')
    .action(async (name: string, options: { readonly valueEnv?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const { terminal, environment } = context
      const value = await readSecret({ terminal, environment }, askedValue(name, options.valueEnv))
      const set = await context.api.fetchAnswer(pathOf(name), secretSchema, { method: 'PUT', body: { value } })
      context.printResult(set, () => `${name} is set. Write ${secretReference(name)} where it is needed.\n`)
    })
  secrets
    .command('delete')
    .description('delete a secret; calls that name it fail from then on')
    .argument('<name>', 'as listed by pawl secrets list')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const deleted = await context.api.fetchAnswer(pathOf(name), deletedSecretSchema, { method: 'DELETE' })
      context.printResult(deleted, () => `Deleted ${name}.\n`)
      if (deleted.usedBy.length > 0)
        context.note(`Still named by ${usesText(deleted.usedBy)}, which fails from now on.`)
    })
}

const askedValue = (name: string, variable: string | undefined) => ({
  question: `Value of ${name}`,
  example: `pawl secrets set ${name} < value.txt`,
  option: '--value-env',
  variable,
})

const pathOf = (name: string): string => `/api/secrets/${encodeURIComponent(name)}`

const columns: readonly Column<StoredSecret>[] = [
  { title: 'SECRET', cell: ({ name }) => name },
  { title: 'SET', cell: stateOf, minWidth: 12 },
  { title: 'BY', cell: ({ updatedBy }) => updatedBy ?? '', dropOrder: 2 },
  { title: 'NAMED BY', cell: ({ usedBy }) => usesText(usedBy), dropOrder: 1 },
]

function stateOf({ name, source, isReadable, updatedAt }: StoredSecret): string {
  if (source === 'environment') return `by PAWL_SECRETS_${name}`
  if (!isReadable) return 'with another key: set it again'
  return updatedAt === null ? '' : `${updatedAt.slice(0, 16).replace('T', ' ')} UTC`
}

const usesText = (uses: readonly SecretUse[]): string =>
  uses
    .map(({ kind, name, environment }) => `${kind} ${name}${environment === undefined ? '' : ` in ${environment}`}`)
    .join(', ')
