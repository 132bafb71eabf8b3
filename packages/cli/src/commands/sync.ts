import { AppError } from '@pawl/core'
import type { Command } from 'commander'
import { type CommandContext, contextOf, type ProgramContext } from '../command-context.ts'
import { initRepository } from '../repository/init-repository.ts'
import { isEmptyRepository, loadRepository, type Repository } from '../repository/load-repository.ts'
import { compareSides } from '../sync/compare-sides.ts'
import { describeDifference } from '../sync/describe-difference.ts'
import { placeOf } from '../sync/plan-push.ts'
import { lineJson, renderSyncLines, type SyncLine, stateWords, tallyText } from '../sync/print-sync.ts'
import { pullFiles } from '../sync/pull-files.ts'
import { type PushOutcome, pushFiles } from '../sync/push-files.ts'
import { chooseSide, type SideOptions } from '../sync/side-choice.ts'
import { SyncBase } from '../sync/sync-base.ts'

interface PushCommandOptions extends SideOptions {
  readonly dir: string
  readonly delete?: true
  readonly reason?: string
  readonly dryRun?: true
}

const dirHelp = 'a directory of the repository; the nearest pawl.yaml above it counts'

/** `pawl init`, `status`, `push` and `pull`: a repository beside a server. */
export function addSyncCommands(program: Command, programContext: ProgramContext): void {
  program
    .command('init')
    .description('write a small working example: a prompt, a row that protects it, and pawl.yaml')
    .option('--dir <directory>', 'where', '.')
    .action(async ({ dir }: { dir: string }, command: Command) => {
      await initRepository(contextOf(command, programContext), dir)
    })
  program
    .command('status')
    .description('show what differs between the files here and the server')
    .option('--dir <directory>', dirHelp, '.')
    .action(async ({ dir }: { dir: string }, command: Command) => {
      await showStatus(await openSync(command, programContext, dir))
    })
  addPushCommand(program, programContext)
  addPullCommand(program, programContext)
}

function addPushCommand(program: Command, programContext: ProgramContext): void {
  program
    .command('push')
    .description('send what changed in the files: prompts, evaluators, rows, what they protect, policies, monitors')
    .option('--dir <directory>', dirHelp, '.')
    .option('--ours [files...]', 'where both sides changed, the files win: all of them, or those named')
    .option('--theirs [files...]', 'where both sides changed, the server stays as it is')
    .option('--delete', 'archive on the server what was taken out of the files')
    .option('--reason <text>', 'why less may be protected; kept with the change')
    .option('--dry-run', 'send nothing, only say what would be sent')
    .action(async (options: PushCommandOptions, command: Command) => {
      const sync = await openSync(command, programContext, options.dir)
      const isWhole = await push(sync, options)
      if (!isWhole) programContext.exitCode = 2
    })
}

function addPullCommand(program: Command, programContext: ProgramContext): void {
  program
    .command('pull')
    .description('write what changed on the server into the files')
    .option('--dir <directory>', dirHelp, '.')
    .option('--theirs [files...]', 'where both sides changed, the server wins: in all files, or those named')
    .option('--ours [files...]', 'where both sides changed, the files stay as they are')
    .option('--delete', 'take out of the files what is gone on the server')
    .option('--dry-run', 'write nothing, only say what would be written')
    .action(async (options: PushCommandOptions, command: Command) => {
      await pull(await openSync(command, programContext, options.dir), options)
    })
}

interface Sync {
  readonly context: CommandContext
  readonly repository: Repository
  readonly base: SyncBase
}

/** The server and project are those of the command line, then of the environment, then of the project file. */
async function openSync(command: Command, programContext: ProgramContext, directory: string): Promise<Sync> {
  const repository = await loadRepository(directory)
  const { server, project, root } = repository.project
  const context = contextOf(command, programContext, { server, project })
  const base = await SyncBase.open(root, { url: context.api.serverUrl, project: context.project ?? '' })
  return { context, repository, base }
}

async function showStatus({ context, repository, base }: Sync): Promise<void> {
  const { items } = await compareSides(context.api, repository, base)
  await base.save()
  const lines = items
    .filter(({ state }) => state !== 'in_step')
    .map((item): SyncLine => ({ item, result: stateWords[item.state] }))
  context.printResult({ server: context.api.serverUrl, items: lines.map(lineJson) }, () => {
    if (items.length === 0) return 'There is nothing here and nothing on the server. `pawl init` writes an example.\n'
    return `${renderSyncLines(lines, context)}${tallyText(items)}\n`
  })
  for (const { item } of lines.filter(({ item: { state } }) => state === 'conflict')) {
    context.note([`${item.title}:`, ...describeDifference(item)].join('\n  '))
  }
}

async function push({ context, repository, base }: Sync, options: PushCommandOptions): Promise<boolean> {
  if (isEmptyRepository(repository)) {
    throw new AppError('bad_request', `There is nothing of Pawl's in ${repository.project.root}.`, {
      fix: 'Write prompts/*.prompt.yml and datasets/*.jsonl, or start with `pawl init`; `pawl pull` writes what the server has.',
    })
  }
  warnOfUnknownKeys(context, repository)
  const choice = chooseSide(options, repository.project.root)
  const outcome = await pushFiles({
    ...{ api: context.api, repository, base, choice },
    isDeleting: options.delete === true,
    reason: options.reason ?? '',
    dryRun: options.dryRun === true,
  })
  printPush(context, outcome, options.dryRun === true)
  return outcome.remarks.length === 0
}

function warnOfUnknownKeys(context: CommandContext, { prompts }: Repository): void {
  for (const { path, unknownKeys } of prompts) {
    if (unknownKeys.length > 0) context.note(`${path}: these keys mean nothing here: ${unknownKeys.join(', ')}.`)
  }
}

const pushWords = { make: 'new', change: 'changed', take_away: 'archived' } as const

function printPush(context: CommandContext, { actions, kept, behind, remarks }: PushOutcome, dryRun: boolean): void {
  const lines = actions.map(({ item, action }): SyncLine => ({ item, result: pushWords[action] }))
  context.printResult({ dryRun, pushed: lines.map(lineJson), remarks }, () =>
    lines.length === 0 ? 'The server has all of it already.\n' : renderSyncLines(lines, context),
  )
  for (const { key, message } of remarks) {
    const here = actions.find(({ item }) => item.key === key)?.item.here
    context.note(`${here === undefined ? key : placeOf(here)}: ${message}`)
  }
  if (kept.length > 0) context.note(`Gone here and kept on the server: ${titles(kept)}. --delete archives them there.`)
  if (behind.length > 0) context.note(`Changed on the server: ${titles(behind)}. \`pawl pull\` brings them here.`)
  if (dryRun) context.note('Nothing was sent.')
}

async function pull({ context, repository, base }: Sync, options: PushCommandOptions): Promise<void> {
  const choice = chooseSide(options, repository.project.root)
  const dryRun = options.dryRun === true
  const { write, remove, kept, ahead, files } = await pullFiles({
    ...{ api: context.api, repository, base, choice, dryRun },
    isDeleting: options.delete === true,
  })
  const lines = [
    ...write.map((item): SyncLine => ({ item, result: item.here === undefined ? 'written' : 'updated' })),
    ...remove.map((item): SyncLine => ({ item, result: 'taken out' })),
  ]
  context.printResult({ dryRun, files, pulled: lines.map(lineJson) }, () =>
    lines.length === 0 ? 'The files say all of it already.\n' : renderSyncLines(lines, context),
  )
  if (kept.length > 0) context.note(`Gone on the server and kept here: ${titles(kept)}. --delete takes them out.`)
  if (ahead.length > 0) context.note(`Changed here and not pushed: ${titles(ahead)}.`)
  if (dryRun) context.note('Nothing was written.')
}

const shownTitles = 5

function titles(items: readonly { readonly title: string }[]): string {
  const shown = items.slice(0, shownTitles).map(({ title }) => title)
  return items.length > shownTitles ? `${shown.join(', ')} and ${items.length - shownTitles} more` : shown.join(', ')
}
