import type { Command, Option } from 'commander'

/** Where the filters of traces are described; other commands that have them all refer to it. */
const filtersPlace = 'traces list'

/** `docs/cli.md`: every command with its arguments and options, as the program defines them. */
export function renderCommandPage(program: Command): string {
  const groups = program.commands.filter((command) => command.name() !== 'help')
  const traces = groups.find((command) => command.name() === 'traces')
  const filters = traces?.commands.find((command) => command.name() === 'tail')?.options.map(({ flags }) => flags) ?? []
  return `${[
    '# The command `pawl`',
    'Results go to stdout, progress and hints to stderr. `--format json` prints what the API answers. Commands that read or change a project ask a server; `pawl serve`, `pawl demo`, `pawl gate run` without `--server`, `pawl backup restore` and `pawl doctor` need none. Options of the program may stand after any command.',
    optionTable({ options: program.options }),
    '| exit code | |\n|---|---|\n| 0 | done; a gate passed |\n| 1 | a gate failed |\n| 2 | wrong usage, or input that cannot be used |\n| 3 | inconclusive, unprotected, or cancelled |\n| 4 | no server answers |\n| 5 | an internal error; a run or a gate that could not be carried out, such as without a key of its model |',
    'This page is written from the program: `npx vitest run packages/cli/src/documentation -u`.',
    ...groups.flatMap((command) => [`## ${command.name()}`, ...describe(command, filters)]),
  ].join('\n\n')}\n`
}

function describe(command: Command, filters: readonly string[]): string[] {
  const below = command.commands.filter((each) => each.name() !== 'help')
  const own = below.length > 0 && command.registeredArguments.length === 0 && command.options.length === 0
  return [
    sentence(command.description()),
    ...(own ? [] : [`\`${usageOf(command)}\``, ...argumentLines(command), ownOptions(command, filters)]),
    ...below.flatMap((each) => [`### ${pathOf(each)}`, ...describe(each, filters)]),
  ].filter((part) => part !== '')
}

const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()

function usageOf(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
  const options = command.options.length > 0 ? ['[options]'] : []
  return ['pawl', pathOf(command), ...options, ...words].join(' ')
}

function argumentLines(command: Command): string[] {
  const described = command.registeredArguments.filter(({ description, argChoices }) => description || argChoices)
  if (described.length === 0) return []
  return [
    described
      .map((argument) => `- \`${argument.name()}\`: ${cell([argument.description, choicesOf(argument.argChoices)])}`)
      .join('\n'),
  ]
}

function ownOptions(command: Command, filters: readonly string[]): string {
  const flags = new Set(command.options.map((option) => option.flags))
  const refers = pathOf(command) !== filtersPlace && filters.every((each) => flags.has(each))
  if (!refers) return optionTable({ options: command.options })
  const note = `| \`--from <time>\` … \`--runs <value>\` | the filters of [${filtersPlace}](#${filtersPlace.replace(' ', '-')}) |`
  return optionTable({ options: command.options.filter((option) => !filters.includes(option.flags)), note })
}

function optionTable({ options, note }: { readonly options: readonly Option[]; readonly note?: string }): string {
  const shown = options.filter((option) => !option.hidden)
  if (shown.length === 0 && note === undefined) return ''
  const rows = shown.map((option) => {
    const notes = [option.description, choicesOf(option.argChoices), defaultOf(option)]
    return `| \`${option.flags.replaceAll('|', '\\|')}\` | ${cell(notes)} |`
  })
  return ['| option | |', '|---|---|', ...rows, ...(note === undefined ? [] : [note])].join('\n')
}

const choicesOf = (choices: readonly string[] | undefined) =>
  choices === undefined ? '' : choices.map((choice) => `\`${choice}\``).join(', ')

function defaultOf({ defaultValue, mandatory }: Option): string {
  if (mandatory && defaultValue === undefined) return 'always needed'
  const isSaid =
    defaultValue !== undefined && defaultValue !== false && !(Array.isArray(defaultValue) && !defaultValue.length)
  return isSaid ? `default: \`${String(defaultValue)}\`` : ''
}

const cell = (parts: readonly string[]) =>
  parts
    .filter((part) => part !== '')
    .join('; ')
    // A description may name `<tag>`s, which Markdown would take for HTML.
    .replaceAll('<', '&lt;')
    .replaceAll('|', '\\|')

const sentence = (text: string) => cell([text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`])
