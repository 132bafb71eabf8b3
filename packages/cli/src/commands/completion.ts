import { Argument, type Command } from 'commander'
import type { ProgramContext } from '../command-context.ts'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

export function addCompletionCommand(program: Command, { terminal }: ProgramContext): void {
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      '\nbash: source <(pawl completion bash)\nzsh:  source <(pawl completion zsh)\nfish: pawl completion fish | source',
    )
    .action((shell: Shell) => {
      terminal.stdout.write(completionScript(program, shell))
    })
}

interface Words {
  /** The commands that lead here, `''` for the program itself. */
  readonly path: string
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly {
    readonly flag: string
    readonly description: string
    readonly choices: readonly string[]
  }[]
}

/** What may follow each command, as the program defines it when the script is printed. */
function wordsOf(command: Command, path: readonly string[] = []): Words[] {
  const globals = path.length === 0 ? [] : command.parent ? rootOf(command).options : []
  return [
    {
      path: path.join(' '),
      commands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
      options: [...command.options, ...globals].map((option) => ({
        flag: option.long ?? option.short ?? '',
        description: option.description,
        choices: option.argChoices ?? [],
      })),
    },
    ...command.commands.flatMap((each) => wordsOf(each, [...path, each.name()])),
  ]
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent)
}

function completionScript(program: Command, shell: Shell): string {
  const words = wordsOf(program)
  switch (shell) {
    case 'bash':
      return bashScript(words)
    case 'zsh':
      // zsh runs bash's completion functions once told to.
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`
    case 'fish':
      return fishScript(words)
  }
}

function bashScript(words: readonly Words[]): string {
  const commandNames = words.flatMap((each) => each.commands.map((command) => command.name))
  const cases = words.map(({ path, commands, options }) => {
    const all = [...commands.map((command) => command.name), ...options.map((option) => option.flag)]
    return `    '${path}') words='${all.join(' ')}' ;;`
  })
  const choices = new Map(
    words.flatMap((each) =>
      each.options
        .filter((option) => option.choices.length > 0)
        .map((option) => [option.flag, option.choices] as const),
    ),
  )
  const choiceCases = [...choices].map(([flag, values]) => `    ${flag}) words='${values.join(' ')}' ;;`)
  return `_pawl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${[...new Set(commandNames)].join(' ')} " in *" $word "*) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  case "$previous" in
${choiceCases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _pawl pawl
`
}

function fishScript(words: readonly Words[]): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
  const lines = words.flatMap(({ path, commands, options }) => {
    const names = path === '' ? [] : path.split(' ')
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`)
    const notYet =
      commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.map((each) => each.name).join(' ')}`]
    const condition = quoted([...seen, ...notYet].join('; and '))
    return [
      ...commands.map(
        ({ name, description }) => `complete -c pawl -f -n ${condition} -a ${name} -d ${quoted(description)}`,
      ),
      ...options.map(({ flag, description, choices }) => {
        const values = choices.length === 0 ? '' : ` -x -a ${quoted(choices.join(' '))}`
        const when = seen.length === 0 ? '' : ` -n ${quoted(seen.join('; and '))}`
        return `complete -c pawl${when} -l ${flag.replace(/^-+/, '')}${values} -d ${quoted(description)}`
      }),
    ]
  })
  return `${lines.join('\n')}\n`
}
