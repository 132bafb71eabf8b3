import { AppError } from '../../errors/index.ts'
import { promptNameSchema } from '../content/prompt-version.ts'

/** Which version of a prompt is meant. A number of six digits or more may also be the start of an id. */
export type VersionChoice =
  | { readonly kind: 'newest' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'id'; readonly prefix: string }
  | { readonly kind: 'environment'; readonly environment: string }

export interface PromptRef {
  readonly name: string
  readonly choice: VersionChoice
}

/** `newest`, a number, the first six digits or more of an id, or an environment in which a version is current. */
export function readVersionChoice(text: string): VersionChoice {
  if (text === '' || text === 'newest') return { kind: 'newest' }
  if (/^[1-9][0-9]{0,8}$/.test(text)) return { kind: 'number', number: Number(text) }
  if (/^[0-9a-f]{6,64}$/i.test(text)) return { kind: 'id', prefix: text.toLowerCase() }
  return { kind: 'environment', environment: text }
}

/**
 * Reads `name` (the newest version), `name@3`, `name@<first six digits or more of the id>` or `name@<environment>`.
 * @throws AppError `bad_request` for what can be no prompt's name
 */
export function readPromptRef(ref: string): PromptRef {
  const at = ref.indexOf('@')
  const name = at === -1 ? ref : ref.slice(0, at)
  const read = promptNameSchema.safeParse(name)
  if (read.success) return { name, choice: readVersionChoice(at === -1 ? '' : ref.slice(at + 1)) }
  throw new AppError('bad_request', `${JSON.stringify(name)} can be no prompt: ${read.error.issues[0]?.message}`, {
    where: 'prompt',
    fix: 'Write name, name@3, name@<first digits of the id> or name@<environment>',
  })
}
