import type { PromptFileForm } from '@pawl/core'
import { type Command, Option } from 'commander'
import { collected, contextOf, type ProgramContext } from '../command-context.ts'
import { diffPromptSides } from '../prompts/diff-prompts.ts'
import { listPrompts } from '../prompts/list-prompts.ts'
import { pullPrompts } from '../prompts/pull-prompts.ts'
import { pushPrompts } from '../prompts/push-prompts.ts'
import { renderPromptInput } from '../prompts/render-prompt.ts'
import { showPrompt } from '../prompts/show-prompt.ts'

const refHelp = 'name (the newest), name@3, name@<first digits of the id> or name@<environment>'

export function addPromptsCommands(program: Command, programContext: ProgramContext): void {
  const prompts = program.command('prompts').description('list, show, compare and render prompts; keep them as files')
  addReadingCommands(prompts, programContext)
  addFileCommands(prompts, programContext)
}

function addReadingCommands(prompts: Command, programContext: ProgramContext): void {
  prompts
    .command('list')
    .description('list prompts with their newest version and what is live')
    .option('--archived', 'the archived ones instead')
    .action(async ({ archived = false }: { archived?: boolean }, command: Command) => {
      await listPrompts(contextOf(command, programContext), { archived })
    })
  prompts
    .command('show')
    .description('show a version: messages, model, parameters, tools, variables')
    .argument('<prompt>', refHelp)
    .action(async (ref: string, _options: unknown, command: Command) => {
      await showPrompt(contextOf(command, programContext), ref)
    })
  prompts
    .command('diff')
    .description('show what differs between two versions, or a version and a file')
    .argument(
      '<sides...>',
      `one or two of ${refHelp}; or a file. Alone: compared with the version before it, a file with the newest`,
    )
    .action(async (sides: string[], _options: unknown, command: Command) => {
      await diffPromptSides(contextOf(command, programContext), sides)
    })
  prompts
    .command('render')
    .description('show the messages that a model would be sent; no model is called')
    .argument('<prompt>', `${refHelp}; or a file`)
    .option('--var <name=text>', 'the value of a variable (may be repeated)', collected)
    .option('--input <file>', 'JSON with "variables" and "messages", as rows have it; - for standard input')
    .action(async (prompt: string, options: { var?: string[]; input?: string }, command: Command) => {
      const request = { prompt, variables: options.var ?? [], input: options.input }
      await renderPromptInput(contextOf(command, programContext), request)
    })
}

function addFileCommands(prompts: Command, programContext: ProgramContext): void {
  prompts
    .command('push')
    .description("make files the newest versions of their prompts: Pawl's YAML or GitHub's .prompt.yml")
    .argument('<paths...>', 'files, directories or patterns such as prompts/*.prompt.yml')
    .option('--note <text>', 'why, kept with each new version')
    .option('--dry-run', 'send nothing, only say what would become a version')
    .action(async (paths: string[], options: { note?: string; dryRun?: boolean }, command: Command) => {
      const { note, dryRun = false } = options
      await pushPrompts(contextOf(command, programContext), { paths, note, dryRun })
    })
  prompts
    .command('pull')
    .description('write prompts as files; changes that no version holds are kept')
    .argument('[prompts...]', `${refHelp}; all when left out`)
    .option('--dir <directory>', 'where the files are', 'prompts')
    .addOption(
      new Option('--form <form>', 'of new files; pawl holds everything').choices(['pawl', 'github']).default('pawl'),
    )
    .option('--force', 'overwrite local changes')
    .action(
      async (refs: string[], options: { dir: string; form: PromptFileForm; force?: boolean }, command: Command) => {
        const { dir: directory, form, force = false } = options
        const isComplete = await pullPrompts(contextOf(command, programContext), { refs, directory, form, force })
        if (!isComplete) programContext.exitCode = 2
      },
    )
}
