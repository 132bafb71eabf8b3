import type { Command } from 'commander'

/** Words after which a shell expects a command, beside the start of a line. */
const separators = new Set(['&&', '||', '|', ';', '(', '!', 'if', 'then', 'do'])

/** The words of each `pawl` command in a shell's text, without what is redirected. */
export function pawlCommands(shellText: string): string[][] {
  const joined = shellText.replace(/\\\n\s*/g, ' ')
  // What is run for its output is a command of its own, and one word of the other.
  const inner = [...joined.matchAll(/\$\(([^()]*)\)/g)].map(([, text = '']) => text)
  return [...joined.replace(/\$\([^()]*\)/g, 'output').split('\n'), ...inner].flatMap((line) =>
    commandsOfLine(wordsOf(line)),
  )
}

function commandsOfLine(words: readonly string[]): string[][] {
  const commands: string[][] = [[]]
  for (const word of words) {
    if (separators.has(word)) commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands.flatMap((command) => {
    // Variables may be set before the program's name.
    const start = command.findIndex((word) => !/^[A-Z_]+=/.test(word))
    return command[start] === 'pawl' ? [command.slice(start + 1)] : []
  })
}

const token = /\s+|#.*$|&&|\|\||[|;()!](?=\s|$)|\)|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\$\{[^}]*\}|[^\s"'|;()\\])+|./g

function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const [text] of line.matchAll(token)) {
    if (text.startsWith('#') || text.startsWith('>')) break
    if (text.trim() !== '' && text !== ')') words.push(text.replace(/(["'])(.*?)\1/g, '$2').replace(/^\[|\]$/g, ''))
  }
  return words
}

/** What is wrong with a command line, by the program's own definition; undefined when it could run. */
export function findFault(program: Command, words: readonly string[]): string | undefined {
  let command = program
  const rest = [...words]
  const given: string[] = []
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    if (word === '--help' || word === '--version' || word === '…') continue
    if (word.startsWith('-')) {
      const flag = word.split('=')[0] ?? word
      const option = [...command.options, ...program.options].find((each) => each.long === flag || each.short === flag)
      if (option === undefined) return `no option ${flag} of ${pathOf(command)}`
      const value = word.includes('=') ? word.slice(flag.length + 1) : option.required ? rest.shift() : undefined
      if (option.required && value === undefined) return `${flag} wants a value`
      if (value !== undefined && option.argChoices?.includes(value) === false) return `${flag} does not take ${value}`
      while (option.variadic && rest.length > 0 && !rest[0]?.startsWith('-')) rest.shift()
      continue
    }
    const below = command.commands.find((each) => each.name() === word || each.aliases().includes(word))
    if (below !== undefined && given.length === 0) command = below
    else given.push(word)
  }
  return argumentFault(command, given)
}

function argumentFault(command: Command, given: readonly string[]): string | undefined {
  const accepted = command.registeredArguments
  const least = accepted.filter((argument) => argument.required).length
  if (command.commands.length > 0 && given.length > 0 && accepted.length === 0) {
    return `no command ${given[0]} of ${pathOf(command)}`
  }
  if (given.length < least) return `${pathOf(command)} wants ${accepted[given.length]?.name()}`
  if (given.length > accepted.length && accepted.at(-1)?.variadic !== true) {
    return `${pathOf(command)} does not take ${given[accepted.length]}`
  }
  return undefined
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}
