import type { z } from 'zod'
import { AppError } from '../../errors/index.ts'
import type { CanonicalSpan, JsonValue } from '../../traces/index.ts'
import { type PromptContent, type PromptMessage, promptContentSchema } from '../content/prompt-content.ts'
import { mapPartTexts } from '../template/map-part-texts.ts'
import type { PromptInput } from '../template/render-prompt.ts'
import { markText, type TextMark } from './mark-text.ts'
import type { MessagesMark, PromptMark, RangeMark, ValueMark } from './prompt-mark.ts'
import { spanMessages } from './span-messages.ts'
import { spanSettings } from './span-settings.ts'

export interface SpanDraftOptions {
  readonly marks: readonly PromptMark[]
  /**
   * How many messages from the start are the prompt's own; the others are the row's. Unless given: the system
   * messages at the start, and as far as the last message with a place marked in it.
   */
  readonly ownMessages?: number
  /** Where the call names none, or another is wanted. */
  readonly model?: string
}

export interface PromptDraft {
  readonly content: PromptContent
  /** What the row must give so that this prompt sends the messages of the call again. */
  readonly input: PromptInput
  /** What the call had and the draft has not, in words for the person. */
  readonly left: readonly string[]
}

/**
 * A prompt from a recorded model call: what is marked becomes a variable, braces in what is not stay text, and
 * rendering the draft with the draft's own input gives the messages of the call again.
 *
 * @throws AppError `bad_request` when the span is no model call, its content was not captured, it names no model, or
 * a mark does not fit; the message says which
 */
export function draftFromSpan(span: CanonicalSpan, options: SpanDraftOptions): PromptDraft {
  refuseOthers(span)
  const { messages, left } = spanMessages(span)
  const settings = spanSettings(span)
  const model = options.model ?? settings.model
  if (model === undefined) {
    throw new AppError('bad_request', 'The model call names no model', { where: 'model', fix: 'Choose a model' })
  }
  const own = ownCount(messages, options)
  const marked = new MarkedMessages(messages.slice(0, own), options.marks)
  const { responseFormat, parameters, tools } = settings
  const content = promptContentSchema.safeParse({
    messages: marked.templates,
    model,
    parameters,
    tools,
    ...(responseFormat !== undefined && { responseFormat }),
  })
  if (!content.success) throw oversized(content.error)
  return {
    content: content.data,
    input: { variables: Object.fromEntries(marked.variables), messages: messages.slice(own) },
    left: [...left, ...settings.left],
  }
}

/** Each field was fitted before, so only the size of the whole can be wrong. */
function oversized(error: z.ZodError): AppError {
  const [issue] = error.issues
  const where = issue?.path.join('.') ?? 'content'
  return new AppError('bad_request', `The model call does not fit into a prompt: ${where}: ${issue?.message}`, {
    where,
    cause: error,
  })
}

function refuseOthers(span: CanonicalSpan): void {
  if (span.kind !== 'llm') {
    throw new AppError(
      'bad_request',
      `A prompt can be made from a model call, and this span is of kind "${span.kind}"`,
      {
        where: 'span',
        fix: 'Choose a span of kind "llm" in the same trace',
      },
    )
  }
  if (span.systemInstructions.length > 0 || span.inputMessages.length > 0) return
  const setting = span.missingContent?.setting
  throw new AppError('bad_request', 'The model call was recorded without its messages', {
    where: 'span',
    fix: setting === undefined ? 'Choose a span that has its messages' : `Set ${setting} in the application`,
  })
}

function ownCount(messages: readonly PromptMessage[], { marks, ownMessages }: SpanDraftOptions): number {
  if (ownMessages !== undefined) return Math.min(ownMessages, messages.length)
  let count = messages.findIndex(({ role }) => role !== 'system')
  if (count === -1) count = messages.length
  for (const mark of marks) {
    if ('part' in mark) count = Math.max(count, mark.message + 1)
    if ('fromMessage' in mark) count = Math.max(count, mark.toMessage)
  }
  return Math.min(count, messages.length)
}

/** The prompt's own messages with their marks put in, and what each variable stood for. */
class MarkedMessages {
  readonly templates: readonly PromptMessage[]
  readonly variables = new Map<string, JsonValue>()
  private readonly messages: readonly PromptMessage[]
  private readonly ranges: readonly RangeMark[]
  private readonly values: ReadonlyMap<string, string>
  private readonly usedValues = new Set<string>()

  constructor(messages: readonly PromptMessage[], marks: readonly PromptMark[]) {
    this.messages = messages
    this.ranges = marks.filter((mark): mark is RangeMark => 'part' in mark)
    const valueMarks = marks.filter((mark): mark is ValueMark => 'value' in mark)
    this.values = new Map(valueMarks.map(({ value, variable }) => [value, variable]))
    const whole = marks.filter((mark): mark is MessagesMark => 'fromMessage' in mark)
    for (const mark of whole) this.checkWhole(mark, whole)
    for (const mark of this.ranges) this.keep(mark.variable, this.textOf(mark).slice(mark.from, mark.to), 'text')
    this.templates = messages.flatMap((message, index) => {
      const mark = whole.find(({ fromMessage, toMessage }) => index >= fromMessage && index < toMessage)
      if (mark === undefined) return [this.templateOf(message, index)]
      if (index > mark.fromMessage) return []
      this.keep(mark.variable, messages.slice(mark.fromMessage, mark.toMessage), 'messages')
      return [{ role: 'user', parts: [{ type: 'text', content: `{{${mark.variable}}}` }] }]
    })
    for (const { value, variable } of valueMarks) {
      if (!this.usedValues.has(value))
        throw misplaced(variable, `the text ${JSON.stringify(value)} stands nowhere in the prompt`)
      this.keep(variable, value, 'text')
    }
  }

  private templateOf(message: PromptMessage, index: number): PromptMessage {
    return {
      ...message,
      parts: message.parts.map((part, partIndex) => {
        const marks = this.ranges.filter((mark) => mark.message === index && mark.part === partIndex)
        return mapPartTexts(part, {
          text: (text) => this.mark(text, marks),
          json: (text) => this.mark(text, []),
        })
      }),
    }
  }

  private mark(text: string, marks: readonly TextMark[]): string {
    const { template, usedValues } = markText(text, marks, this.values)
    for (const value of usedValues) this.usedValues.add(value)
    return template
  }

  private textOf({ variable, message, part }: RangeMark): string {
    const found = this.messages[message]?.parts[part]
    if (found?.type === 'text') return found.content
    if (found?.type === 'uri') return found.uri
    throw misplaced(variable, `message ${message + 1} of the prompt has no text in part ${part + 1}`)
  }

  private checkWhole(mark: MessagesMark, all: readonly MessagesMark[]): void {
    const { variable, fromMessage, toMessage } = mark
    if (fromMessage >= toMessage || toMessage > this.messages.length) {
      throw misplaced(
        variable,
        `the prompt has ${this.messages.length} messages, not ${fromMessage + 1} to ${toMessage}`,
      )
    }
    const overlaps = (from: number, to: number) => from < toMessage && to > fromMessage
    const isTaken =
      all.some((other) => other !== mark && overlaps(other.fromMessage, other.toMessage)) ||
      this.ranges.some((range) => overlaps(range.message, range.message + 1))
    if (isTaken) throw misplaced(variable, 'another mark lies in the same messages')
  }

  /** One variable may be marked in several places, where it must have the same value. */
  private keep(variable: string, value: JsonValue, what: 'text' | 'messages'): void {
    const known = this.variables.get(variable)
    if (known === undefined) this.variables.set(variable, value)
    else if (what === 'messages' || known !== value) {
      throw misplaced(
        variable,
        `it is marked in two places that differ: ${JSON.stringify(known)} and ${JSON.stringify(value)}`,
      )
    }
  }
}

function misplaced(variable: string, problem: string): AppError {
  return new AppError('bad_request', `The variable "${variable}" cannot be made: ${problem}`, {
    where: `marks.${variable}`,
    fix: 'Mark it where it stands, or give each value a name of its own',
  })
}
