import { z } from 'zod'
import { AppError } from '../errors/index.ts'

/** What `${secrets.NAME}` names. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'a secret is named in up to 63 capital letters, digits and "_", such as AGENT_KEY')

/** A reference in an address or a header; what stands in its place is the secret's value. */
export const secretReference = (name: string): string => `\${secrets.${name}}`

/**
 * Short ones would be found by accident in what others say, where they are blacked out; in a header, nothing beyond
 * printable ASCII is safe.
 */
const valueSchema = z
  .string()
  .trim()
  .min(8, 'a secret has at least 8 characters')
  .max(4000, 'a secret has up to 4,000 characters')
  .regex(/^[\x20-\x7e]+$/, 'a secret is one line of printable ASCII')

export const newSecretSchema = z.strictObject({ value: valueSchema })

/** What names a secret: an evaluator, an agent that is live in an environment, a run under way. */
export const secretUseSchema = z.object({
  kind: z.enum(['evaluator', 'agent', 'run']),
  /** The evaluator, the agent, or the id of the run. */
  name: z.string(),
  environment: z.string().exactOptional(),
})
export type SecretUse = z.infer<typeof secretUseSchema>

/** All that is ever told of a secret. */
export const secretSchema = z.object({
  name: z.string(),
  source: z.enum(['stored', 'environment']),
  /** False when it was encrypted with a key that is not here any more. */
  isReadable: z.boolean(),
  /** Null: the environment has it. */
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
  usedBy: z.array(secretUseSchema),
})
export type StoredSecret = z.infer<typeof secretSchema>

export const secretListSchema = z.object({
  secrets: z.array(secretSchema),
  /** Names that something refers to although they are not set. */
  missing: z.array(z.object({ name: z.string(), usedBy: z.array(secretUseSchema) })),
})
export type SecretList = z.infer<typeof secretListSchema>

export const deletedSecretSchema = z.object({
  name: z.string(),
  /** What names it still, and fails from now on. */
  usedBy: z.array(secretUseSchema),
})

const reference = /\$\{secrets\.([^}]*)\}/g

/** The names that a text refers to, each once, in their order; also those that can be no name. */
export function secretNamesIn(text: string): readonly string[] {
  if (!text.includes('${secrets.')) return []
  return [...new Set([...text.matchAll(reference)].map(([, name = '']) => name))]
}

/** The text with what `write` makes of each name in the place of its reference. What a value holds is never read as a reference. */
export function replaceSecrets(text: string, write: (name: string) => string): string {
  return text.includes('${secrets.') ? text.replace(reference, (_all, name: string) => write(name)) : text
}

const credentialHeader =
  /^(?:proxy-)?authorization$|^cookie$|(?:^|[-_])(?:api[-_]?key|apikey|token|secret|password|passwd|credentials?|auth(?:[-_]key)?|access[-_]key)$/i
const credentialValue = /^(?:bearer|basic|token|digest|negotiate)\s+\S/i
const credentialParameter =
  /[?&](?:api[-_]?key|access[-_]?token|auth[-_]?token|token|client[-_]?secret|password)=(?!\$\{|\{\{|&|$)/i

interface HttpRequestTemplate {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Credentials are stored as secrets, and only named where they are used: what stands in a definition is kept for ever, shown
 * and exported.
 *
 * @throws AppError `bad_request` that names the header and the command that stores it
 */
export function refusePlainCredentials({ url, headers }: HttpRequestTemplate, where: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === '' || value.includes('${secrets.')) continue
    if (!credentialHeader.test(name) && !credentialValue.test(value)) continue
    const scheme = /^(?:bearer|basic|token)\s/i.exec(value)?.[0].trim()
    const secret = nameFor(name)
    throw plainCredential(`The header ${name} holds a credential in plain text.`, {
      where: `${where}.headers.${name}`,
      ...{ secret, written: `${scheme === undefined ? '' : `${scheme} `}${secretReference(secret)}` },
    })
  }
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    throw plainCredential('The address holds a user or a password in plain text.', {
      ...{ where: `${where}.url`, secret: 'AGENT_BASIC' },
      written: `a header "authorization: Basic ${secretReference('AGENT_BASIC')}" with user:password in base64`,
    })
  }
  const parameter = credentialParameter.exec(url)?.[0].slice(1, -1)
  if (parameter === undefined) return
  const secret = nameFor(parameter)
  throw plainCredential(`The parameter ${parameter} of the address holds a credential in plain text.`, {
    ...{ where: `${where}.url`, secret, written: `${parameter}=${secretReference(secret)}` },
  })
}

// A value that the shell puts in, or that is a number, is none.
const commandCredentials: readonly RegExp[] = [
  /(?:^|[\s;&|("'])([A-Z0-9_]*(?:_KEY|APIKEY|TOKEN|SECRET|PASSWORD))=["']?(?![$%`"'\s]|\d+(?:["'\s]|$))\S/,
  /(?:^|\s)(--(?:[a-z0-9]+-)*(?:api-?key|access-key|token|secret|password))(?:=|\s+)["']?(?![-$%`"'\s]|\d+(?:["'\s]|$))\S/,
]

/**
 * A command is run by the caller, whose environment it has.
 *
 * @throws AppError `bad_request` that names the variable or the option
 */
export function refusePlainCommand(command: string, where: string): void {
  for (const pattern of commandCredentials) {
    const named = pattern.exec(command)?.[1]
    if (named === undefined) continue
    throw new AppError('bad_request', `The command holds a credential in plain text (${named}).`, {
      where,
      fix: 'Set it in the environment of the process that runs the command, which hands it on; an option may name it, as in `--token "$AGENT_TOKEN"`.',
    })
  }
}

const nameFor = (header: string): string => {
  const name = header
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[^A-Z]+|_+$/g, '')
  return name === 'AUTHORIZATION' || name === '' ? 'AGENT_KEY' : name.slice(0, 63)
}

function plainCredential(
  message: string,
  { where, secret, written }: { readonly where: string; readonly secret: string; readonly written: string },
): AppError {
  return new AppError('bad_request', message, {
    where,
    fix: `Store it with \`pawl secrets set ${secret}\`, and write ${written} instead.`,
  })
}
