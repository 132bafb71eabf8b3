import { traceFilterSchema } from '@pawl/core'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import type { Query } from '../api/api-client.ts'
import { collected } from '../command-context.ts'
import { readTime } from '../read-time.ts'

const fieldSchema = z.object({
  type: z.enum(['string', 'number', 'array']),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ enum: z.array(z.string()).optional(), description: z.string().optional() }).optional(),
})

// The flags follow the filter of the API: a field added there is a flag here.
const fields = Object.entries(
  z
    .object({ properties: z.record(z.string(), fieldSchema) })
    .parse(z.toJSONSchema(traceFilterSchema, { io: 'output', unrepresentable: 'any' })).properties,
)

/** Gives a command one flag for every field of the trace filter. */
export function addFilterOptions(command: Command): Command {
  for (const [name, field] of fields) {
    const isList = field.type === 'array'
    const isTime = name === 'from' || name === 'to'
    const placeholder = isTime ? 'time' : field.type === 'number' ? 'number' : 'value'
    const words = `${field.description ?? field.items?.description ?? ''}${isTime ? ', or so long ago: 90m, 12h, 3d' : ''}`
    const repeat = isList ? 'repeat for any of several' : ''
    const choices = field.enum ?? field.items?.enum
    const listChoices = isList && choices !== undefined ? `one of ${choices.join(', ')}` : ''
    const option = new Option(
      `--${flagOf(name)} <${placeholder}>`,
      [words, listChoices, repeat].filter((each) => each !== '').join('; '),
    )
    if (isList) option.argParser(choices === undefined ? collected : collectedFrom(choices, name))
    else if (choices !== undefined) option.choices(choices)
    if (isTime) option.argParser(timeAgo(`--${name}`))
    command.addOption(option)
  }
  return command
}

/** The filter fields among a command's options, as the API's query. */
export function filterQueryOf(command: Command): Query {
  const options = command.opts<Readonly<Record<string, string | readonly string[] | undefined>>>()
  return Object.fromEntries(fields.map(([name]) => [name, options[name]]))
}

/** For an option that says from when or until when. */
export const timeAgo =
  (where: string) =>
  (text: string): string =>
    readTime(text, { where, now: new Date(), lengths: 'ago' })

function collectedFrom(choices: readonly string[], name: string): typeof collected {
  // Commander's own `choices` replaces the parser that collects repeated values.
  return (value, before) => {
    if (choices.includes(value)) return collected(value, before)
    throw new InvalidArgumentError(`Allowed for --${name} are ${choices.join(', ')}.`)
  }
}

function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
