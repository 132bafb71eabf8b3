import { followPath, type PathStep, parsePath } from '../datasets/index.ts'
import { AppError } from '../errors/index.ts'
import { parseTemplate } from '../prompts/index.ts'
import { isArray, isObject, type JsonValue } from '../traces/index.ts'

export type RequestValues = { readonly [name: string]: JsonValue }

/**
 * The JSON that an HTTP target is sent. A text of the template that is one placeholder becomes the value itself, whatever
 * its type; within a longer text a value is put in as text. Values are never read as templates, and what they hold cannot
 * change the shape of the JSON around them.
 *
 * @throws AppError `bad_request` that names the placeholder which leads nowhere
 */
export function renderRequestBody(template: JsonValue, values: RequestValues): JsonValue {
  if (typeof template === 'string') {
    const [segment, ...more] = parseTemplate(template)
    if (segment?.type === 'variable' && more.length === 0) return valueAt(segment.name, values)
    return renderText(template, values, textOf)
  }
  if (isArray(template)) return template.map((item) => renderRequestBody(item, values))
  if (isObject(template)) {
    return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, renderRequestBody(item, values)]))
  }
  return template
}

/**
 * The address with its placeholders filled in, each value percent-encoded, so that it stays within its part of the address.
 *
 * @throws AppError `bad_request`
 */
export function renderRequestUrl(template: string, values: RequestValues): string {
  return renderText(template, values, (value) => encodeURIComponent(textOf(value)))
}

/**
 * What stands at a path of an answer, such as `choices[0].message.content`; '' is all of it.
 *
 * @throws AppError `bad_request` that says how far the path led
 */
export function readAnswerPath(answer: JsonValue, path: string): JsonValue {
  if (path === '') return answer
  const steps = parsePath(path)
  if (steps === undefined) throw new AppError('bad_request', `"${path}" is not a path.`, { where: path })
  const found = followPath(answer, steps)
  if (found.found) return found.value
  const place = found.reached === '' ? 'The answer' : `"${found.reached}" in the answer`
  const keys = found.keys.slice(0, 20)
  throw new AppError(
    'bad_request',
    `The path "${path}" leads nowhere: ${place} has ${keys.length === 0 ? 'nothing in it' : `only ${keys.join(', ')}`}.`,
    {
      where: path,
    },
  )
}

function renderText(template: string, values: RequestValues, write: (value: JsonValue) => string): string {
  return parseTemplate(template)
    .map((segment) => (segment.type === 'text' ? segment.text : write(valueAt(segment.name, values))))
    .join('')
}

function valueAt(name: string, values: RequestValues): JsonValue {
  if (Object.hasOwn(values, name)) return values[name] ?? null
  const steps: PathStep[] = name.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const found = followPath(values as JsonValue, steps)
  if (found.found) return found.value
  const keys = found.keys.slice(0, 20).join(', ')
  throw new AppError('bad_request', `The request needs "{{${name}}}", which the row does not give.`, {
    where: name,
    fix: `${found.reached === '' ? 'There is' : `In "${found.reached}" there is`} ${keys === '' ? 'nothing' : keys}.`,
  })
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))
