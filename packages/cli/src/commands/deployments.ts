import {
  deploymentListSchema,
  deploymentSchema,
  environmentListSchema,
  type NewRelease,
  overrideListSchema,
} from '@pawl/core'
import { type Command, Option } from 'commander'
import { type CommandContext, collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { deploymentColumns, overrideColumns } from '../deployments/print-deployment.ts'
import { type GroundOptions, readGround } from '../deployments/read-ground.ts'
import { type ReleaseOptions, readRelease } from '../deployments/release-options.ts'
import { checkRelease, printCheck, printDeployment, releaseOrRefuse } from '../deployments/release-or-refuse.ts'
import { renderTable } from '../layout/table.ts'

interface DeployOptions extends ReleaseOptions, GroundOptions {
  readonly env: string
  readonly note?: string
  readonly check?: true
}

interface PromoteOptions extends GroundOptions {
  readonly from: string
  readonly env: string
  readonly note?: string
}

const environmentPath = (name: string): string => `/api/environments/${encodeURIComponent(name)}`

/** `pawl deploy`, `promote` and `rollback`; exit code 1 where the gate does not allow it. */
export function addDeployCommands(program: Command, programContext: ProgramContext): void {
  addDeploy(program, programContext)
  addPromote(program, programContext)
  program
    .command('rollback')
    .description('go back to what was live before; always allowed, and recorded')
    .requiredOption('--env <environment>', 'where')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option('--to <deployment>', 'what this one made live; left out: what stood there before the newest')
    .action(async (options: { env: string; reason: string; to?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const { env, reason, to } = options
      const call = { method: 'POST', body: { reason, to } } as const
      printDeployment(
        context,
        await context.api.fetchAnswer(`${environmentPath(env)}/rollback`, deploymentSchema, call),
      )
    })
}

function addDeploy(program: Command, programContext: ProgramContext): void {
  const deploy = program
    .command('deploy')
    .description('make a release live; refused unless a gate passed exactly this, with the command that settles it')
    .argument('[prompts...]', 'name@3, name@<first digits of the id>, name@<environment>, or name for the newest')
    .requiredOption('--env <environment>', 'where, such as production')
    .option('--prompt <ref>', 'the same as an argument (may be repeated)', collected)
    .option('--external <name@version>', 'instead of prompts: a version of an agent of your own')
    .option(
      '--target <target>',
      'with --external: a command, a module (./agent.ts) or an address that runs it, or a file of recorded outputs (trials.jsonl)',
    )
    .option('--deterministic', 'with --external: the same row always gives the same outcome')
    .option('--check', 'change nothing, only say whether it may')
  addGroundOptions(deploy).action(async (refs: string[], options: DeployOptions, command: Command) => {
    const context = contextOf(command, programContext)
    const { env: environment, note = '' } = options
    const release = await readRelease(refs, options)
    if (options.check) {
      const check = await checkRelease(context, environment, release)
      printCheck(context, check)
      if (!check.isAllowed) programContext.exitCode = 1
      return
    }
    const body = { environment, release, note, ...readGround(options, new Date()) }
    const call = { path: '/api/deployments', body, environment, release: async () => release }
    if (!(await releaseOrRefuse(context, call))) programContext.exitCode = 1
  })
}

function addPromote(program: Command, programContext: ProgramContext): void {
  const promote = program
    .command('promote')
    .description('release in one environment what is live in another, by the rules of the first')
    .argument('[prompts...]', 'only these, by name; all that differ when left out')
    .requiredOption('--from <environment>', 'where it is live')
    .requiredOption('--env <environment>', 'where it goes')
  addGroundOptions(promote).action(async (prompts: string[], options: PromoteOptions, command: Command) => {
    const context = contextOf(command, programContext)
    const { env: environment, from, note = '' } = options
    const names = prompts.length === 0 ? {} : { prompts }
    const body = { from, note, ...names, ...readGround(options, new Date()) }
    const release = () => releaseToPromote(context, { from, environment, prompts })
    const call = { path: `${environmentPath(environment)}/promote`, body, environment, release }
    if (!(await releaseOrRefuse(context, call))) programContext.exitCode = 1
  })
}

const addGroundOptions = (command: Command): Command =>
  command
    .option('--note <text>', 'kept with the deployment')
    .addOption(new Option('--override [reason]', 'let it through without a pass; needs --until'))
    .option('--until <time>', 'with --override: until when its failing rows are accepted, such as 3d')
    .addOption(new Option('--unprotected [reason]', 'release where no active row could stop it'))
    .option('--reason <text>', 'why, where it does not stand behind --override or --unprotected')

interface Promotion {
  readonly from: string
  readonly environment: string
  readonly prompts: readonly string[]
}

/** What the server takes for promoting; null where it is not prompts, or nothing differs. */
async function releaseToPromote(
  context: CommandContext,
  { from, environment, prompts }: Promotion,
): Promise<NewRelease | null> {
  const { environments } = await context.api.fetchAnswer('/api/environments', environmentListSchema)
  const currentOf = (name: string) => environments.find((each) => each.name === name)?.current ?? []
  const here = new Map(currentOf(environment).map(({ prompt, id }) => [prompt, id]))
  const differing = currentOf(from).filter(({ prompt, id }) => here.get(prompt) !== id)
  const wanted = differing.filter(({ prompt }) => prompts.length === 0 || prompts.includes(prompt))
  return wanted.length === 0 ? null : { type: 'prompts', prompts: wanted.map(({ prompt, id }) => `${prompt}@${id}`) }
}

export function addDeploymentsCommands(program: Command, programContext: ProgramContext): void {
  const deployments = program
    .command('deployments')
    .description('list and show what was made live, and by what it was allowed')
  deployments
    .command('list')
    .description('list deployments, newest first')
    .option('--env <environment>', 'only there')
    .option('--limit <count>', 'how many (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(
      async ({ env: environment, ...page }: { env?: string; limit?: number; cursor?: string }, command: Command) => {
        const context = contextOf(command, programContext)
        const list = await context.api.fetchAnswer('/api/deployments', deploymentListSchema, {
          query: { environment, ...page },
        })
        context.printResult(list, () =>
          list.deployments.length === 0
            ? 'Nothing has been deployed. Do it with `pawl deploy <prompt> --env production`.\n'
            : renderTable(list.deployments, deploymentColumns, {
                width: context.terminal.columns,
                paint: context.paint,
              }),
        )
        if (context.format === 'pretty' && list.nextCursor !== null)
          context.note(`More: add --cursor ${list.nextCursor}`)
      },
    )
  deployments
    .command('show')
    .description('show a deployment: what, by which verdict or override, after what')
    .argument('<id>', 'as listed')
    .action(async (id: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `/api/deployments/${encodeURIComponent(id)}`
      printDeployment(context, await context.api.fetchAnswer(path, deploymentSchema))
    })
}

export function addOverridesCommands(program: Command, programContext: ProgramContext): void {
  program
    .command('overrides')
    .description('releases that a person let through without a pass')
    .command('list')
    .description('list overrides: who, why, until when; newest first')
    .option('--env <environment>', 'only there')
    .action(async ({ env }: { env?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/overrides', overrideListSchema)
      const overrides = list.overrides.filter(({ environment }) => env === undefined || environment === env)
      context.printResult({ overrides }, () =>
        overrides.length === 0
          ? 'Nothing was let through without a pass.\n'
          : renderTable(overrides, overrideColumns, { width: context.terminal.columns, paint: context.paint }),
      )
    })
}
