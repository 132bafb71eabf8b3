import { readFile, stat } from 'node:fs/promises'
import { AppError, type Message, type PromptContent, renderPrompt, renderRequestSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { messageText } from '../traces/render-messages.ts'
import { fetchVersion } from './prompt-calls.ts'
import { readLocalPrompt } from './read-local-prompt.ts'
import { indented } from './show-prompt.ts'

export interface RenderRequest {
  /** A version, or a file. */
  readonly prompt: string
  /** `name=text` each. */
  readonly variables: readonly string[]
  /** A JSON file with `variables` and `messages`, as a row's input has them; `-` is standard input. */
  readonly input: string | undefined
}

/** Shows the messages that a model would be sent. No model is called. */
export async function renderPromptInput(context: CommandContext, request: RenderRequest): Promise<void> {
  const content = await contentOf(context, request.prompt)
  const input = await readInput(context, request.input)
  const variables = { ...input.variables, ...Object.fromEntries(request.variables.map(readVariable)) }
  const rendered = renderPrompt(content, { variables, messages: input.messages })
  context.printResult(rendered, () => rendered.messages.map((message) => blockOf(message, context)).join('\n'))
  if (rendered.unusedVariables.length > 0) {
    context.note(`The prompt has no place for: ${rendered.unusedVariables.map(safeLine).join(', ')}.`)
  }
}

async function contentOf({ api }: CommandContext, word: string): Promise<PromptContent> {
  const isFile = (await stat(word).catch(() => null))?.isFile() ?? false
  return isFile ? (await readLocalPrompt(word)).file.content : (await fetchVersion(api, word)).content
}

function readVariable(word: string): [name: string, value: string] {
  const at = word.indexOf('=')
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
  throw new AppError('bad_request', `--var ${JSON.stringify(word)} gives no value.`, { fix: 'Write --var name=text.' })
}

async function readInput({ terminal }: CommandContext, path: string | undefined) {
  if (path === undefined) return renderRequestSchema.parse({})
  const text = path === '-' ? await textOf(terminal.stdin) : await readFile(path, 'utf8')
  const where = path === '-' ? 'standard input' : path
  const read = renderRequestSchema.safeParse(parsed(text, where))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new AppError('bad_request', `The input cannot be used: ${issue?.message}`, {
    where: [where, ...(issue?.path ?? [])].map(String).join('.'),
    fix: 'Write {"variables": {"name": "value"}, "messages": []}.',
  })
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('bad_request', 'The input is no JSON.', { where, cause })
  }
}

async function textOf(stdin: CommandContext['terminal']['stdin']): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function blockOf(message: Message, { paint }: CommandContext): string {
  return `${paint('cyan', safeLine(message.role))}\n${indented(messageText(message))}\n`
}
