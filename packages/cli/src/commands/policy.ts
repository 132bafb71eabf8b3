import { readFile } from 'node:fs/promises'
import {
  environmentListSchema,
  findPolicyWeakenings,
  type PolicyVersion,
  policyVersionListSchema,
  policyVersionSchema,
  readPolicyYaml,
  writePolicyYaml,
} from '@pawl/core'
import type { Command } from 'commander'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { inFile } from '../files/in-file.ts'
import { formatTime } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { policyPath } from '../sync/read-remote.ts'

/** `pawl policy`: what a release into an environment must show. */
export function addPolicyCommands(program: Command, programContext: ProgramContext): void {
  const policy = program.command('policy').description('what a release into an environment must show')
  policy
    .command('list')
    .description('list the environments with their policies')
    .action(async (_options: unknown, command: Command) => {
      await listPolicies(contextOf(command, programContext))
    })
  policy
    .command('show')
    .description('print a policy as YAML, as `pawl policy set` and policies/*.yml have it')
    .argument('<environment>')
    .option('--history', 'its versions instead, newest first')
    .action(async (environment: string, { history }: { history?: true }, command: Command) => {
      const context = contextOf(command, programContext)
      await (history === true ? showHistory(context, environment) : showPolicy(context, environment))
    })
  policy
    .command('set')
    .description('make a file the policy of the environment that it names')
    .argument('<file>', 'YAML, such as policies/production.yml')
    .option('--reason <text>', 'why it protects less, where it does; kept in the audit log', '')
    .action(async (file: string, { reason }: { reason: string }, command: Command) => {
      await setPolicy(contextOf(command, programContext), file, reason)
    })
}

async function listPolicies(context: CommandContext): Promise<void> {
  const { environments } = await context.api.fetchAnswer('/api/environments', environmentListSchema)
  const policies: PolicyVersion[] = []
  for (const { name } of environments) policies.push(await fetchPolicy(context, name))
  context.printResult({ policies }, () =>
    renderTable(policies, columns, { width: context.terminal.columns, paint: context.paint }),
  )
}

const fetchPolicy = ({ api }: CommandContext, environment: string): Promise<PolicyVersion> =>
  api.fetchAnswer(policyPath(environment), policyVersionSchema)

const columns: readonly Column<PolicyVersion>[] = [
  { title: 'ENVIRONMENT', cell: ({ policy }) => policy.environment, color: () => 'cyan' },
  { title: 'VERSION', cell: ({ number }) => (number === 0 ? 'default' : String(number)) },
  {
    title: 'DATASETS',
    cell: ({ policy: { datasets } }) => (datasets === 'all' ? 'all' : datasets.join(', ')),
    minWidth: 12,
  },
  { title: 'REQUIRED', cell: ({ policy }) => String(policy.requiredPassProbability), align: 'right' },
  { title: 'MAX DROP', cell: ({ policy }) => String(policy.maxDrop), align: 'right' },
  { title: 'ERROR RATE', cell: ({ policy }) => String(policy.errorRate), align: 'right', dropOrder: 2 },
  { title: 'CHANGED', cell: ({ at }) => (at === null ? '' : formatTime(at)), dropOrder: 1 },
  { title: 'BY', cell: ({ who }) => who, dropOrder: 3 },
]

async function showPolicy(context: CommandContext, environment: string): Promise<void> {
  const version = await fetchPolicy(context, environment)
  context.printResult(version, () => writePolicyYaml(version.policy))
  if (version.number === 0) context.note(`Nobody wrote a policy for ${environment}: these are the defaults.`)
}

async function showHistory(context: CommandContext, environment: string): Promise<void> {
  const list = await context.api.fetchAnswer(`${policyPath(environment)}/versions`, policyVersionListSchema)
  const withReason: readonly Column<PolicyVersion>[] = [
    ...columns,
    { title: 'REASON', cell: ({ reason }) => reason, minWidth: 12 },
  ]
  context.printResult(list, () =>
    renderTable(list.versions, withReason, { width: context.terminal.columns, paint: context.paint }),
  )
}

async function setPolicy(context: CommandContext, file: string, reason: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const policy = inFile(file, () => readPolicyYaml(text))
  const before = await fetchPolicy(context, policy.environment)
  const call = { method: 'PUT', body: { policy, reason, basedOn: before.number } } as const
  const version = await context.api.fetchAnswer(policyPath(policy.environment), policyVersionSchema, call)
  const isSame = version.id === before.id
  context.printResult(version, () =>
    isSame
      ? `The policy of ${policy.environment} says that already.\n`
      : `The policy of ${policy.environment} is now version ${version.number}.\n`,
  )
  for (const { message } of findPolicyWeakenings(before.policy, policy)) context.note(safeLine(`Weaker: ${message}.`))
}
