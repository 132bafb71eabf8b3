import { type NewGate, type NewRelease, newGateSchema } from '@pawl/core'

/** How an agent of another's is run: `live` as what is deployed of it, `command` from a terminal. */
export type ExternalWay = 'http' | 'live' | 'command'

/** A gate while it is put together; figures are texts, as they are typed. */
export interface GateDraft {
  readonly environment: string
  readonly type: 'prompts' | 'external'
  /** By name, the chosen version: a number as text. */
  readonly prompts: Readonly<Record<string, string>>
  readonly name: string
  readonly version: string
  readonly way: ExternalWay
  readonly url: string
  /** JSON; empty for the row's input. */
  readonly body: string
  readonly outputPath: string
  readonly isDeterministic: boolean
  readonly note: string
}

export const newGateDraft = (start: Partial<GateDraft> = {}): GateDraft => ({
  environment: 'production',
  type: 'prompts',
  prompts: {},
  name: '',
  version: '',
  way: 'http',
  url: '',
  body: '',
  outputPath: '',
  isDeterministic: false,
  note: '',
  ...start,
})

type DraftErrors = Readonly<Partial<Record<keyof GateDraft, string>>>

export interface ReadGate {
  /** Undefined while something is missing. */
  readonly gate: NewGate | undefined
  readonly errors: DraftErrors
}

/** What a form of it is given. */
export interface GateFieldsProps {
  readonly draft: GateDraft
  readonly onChange: (draft: GateDraft) => void
  readonly errors: DraftErrors
}

/** What the draft asks for, or what it still lacks. */
export function readGateDraft(draft: GateDraft): ReadGate {
  const errors = draft.type === 'prompts' ? promptErrors(draft) : externalErrors(draft)
  if (Object.keys(errors).length > 0) return { gate: undefined, errors }
  const release = draft.type === 'prompts' ? promptRelease(draft) : externalRelease(draft)
  const gate = { environment: draft.environment, release, note: draft.note.trim() } satisfies NewGate
  const read = newGateSchema.safeParse(gate)
  return read.success ? { gate, errors } : { gate: undefined, errors: { url: read.error.issues[0]?.message ?? '' } }
}

const promptErrors = ({ prompts }: GateDraft): DraftErrors =>
  Object.keys(prompts).length === 0 ? { prompts: 'Choose at least one prompt.' } : {}

const externalErrors = (draft: GateDraft): DraftErrors => ({
  ...(draft.name.trim() === '' ? { name: 'The agent’s name.' } : {}),
  ...(draft.version.trim() === ''
    ? { version: 'What tells it from all others: a git commit, a service.version.' }
    : {}),
  ...(draft.way === 'http' && !/^https?:\/\/./.test(draft.url)
    ? { url: 'An address that starts with http:// or https://.' }
    : {}),
  ...(draft.way === 'http' && readBody(draft.body) === undefined ? { body: 'The body is not JSON.' } : {}),
  ...(draft.way === 'command' ? { way: 'Started from a terminal, by the command below.' } : {}),
})

const promptRelease = ({ prompts }: GateDraft): NewRelease => ({
  type: 'prompts',
  prompts: Object.entries(prompts).map(([name, version]) => `${name}@${version}`),
})

function externalRelease({ name, version, way, url, body, outputPath, isDeterministic }: GateDraft): NewRelease {
  const target =
    way === 'live'
      ? null
      : { type: 'http' as const, url: url.trim(), body: readBody(body) ?? null, outputPath: outputPath.trim() }
  return { type: 'external', name: name.trim(), version: version.trim(), target, isDeterministic }
}

type Body = Extract<NonNullable<Extract<NewRelease, { type: 'external' }>['target']>, { type: 'http' }>['body']

/** Undefined when it is no JSON. */
function readBody(text: string): Body | undefined {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text) as Body
  } catch {
    return undefined
  }
}
