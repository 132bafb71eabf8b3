import { isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'

/** A definition before it is checked, or why there is none. */
type Found = object | string

interface Assertion {
  readonly value: JsonValue | undefined
  readonly threshold: number | undefined
  readonly provider: JsonValue | undefined
  readonly isNegated: boolean
}

/**
 * The definition that checks what an assertion of promptfoo does, or a sentence that says why there is none. Variables
 * in its value are filled in.
 *
 * Source: https://www.promptfoo.dev/docs/configuration/expected-outputs/
 */
export function promptfooDefinition(type: string, assertion: JsonObject, variables: JsonObject): Found {
  const isNegated = type.startsWith('not-')
  const maker = makers.get(isNegated ? type.slice('not-'.length) : type)
  if (maker === undefined) return 'there is no evaluator for it'
  const value = filled(assertion.value, variables)
  if (value === null) return 'its value is a template with more than variables'
  if (typeof value === 'string' && /^(?:file|https?|python|exec):\/\//.test(value)) return 'its value is kept elsewhere'
  const threshold = typeof assertion.threshold === 'number' ? assertion.threshold : undefined
  return maker({ value, threshold, provider: assertion.provider, isNegated })
}

const reference = /\{\{\s*([\w-]+)\s*\}\}/g

/** Null where something is left that is no variable of the test. Code is not filled in: it reads the variables. */
function filled(value: JsonValue | undefined, variables: JsonObject): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => filled(item, variables))
    return items.includes(null) ? null : (items as JsonValue[])
  }
  if (typeof value !== 'string') return value ?? undefined
  const text = value.replaceAll(reference, (whole, name: string) => {
    const found = Object.hasOwn(variables, name) ? variables[name] : undefined
    if (found === undefined || found === null) return whole
    return typeof found === 'object' ? JSON.stringify(found) : String(found)
  })
  return /\{\{|\{%/.test(text) ? null : text
}

const cannotNegate = 'its opposite has no evaluator'
const noValue = 'it has no value'

const makers: ReadonlyMap<string, (assertion: Assertion) => Found> = new Map([
  ['equals', equals],
  ['contains', (assertion) => contains(assertion, 'any', false)],
  ['icontains', (assertion) => contains(assertion, 'any', true)],
  ['contains-any', (assertion) => contains(assertion, 'any', false)],
  ['icontains-any', (assertion) => contains(assertion, 'any', true)],
  ['contains-all', (assertion) => contains(assertion, 'all', false)],
  ['icontains-all', (assertion) => contains(assertion, 'all', true)],
  ['starts-with', startsWith],
  ['regex', regex],
  ['is-json', isJson],
  ['javascript', javascript],
  ['llm-rubric', rubric],
  ['latency', ({ threshold, isNegated }) => limit({ kind: 'latency', maxMs: threshold }, isNegated)],
  ['cost', ({ threshold, isNegated }) => limit({ kind: 'cost', maxUsd: threshold }, isNegated)],
  ['similar', similar],
  ['bleu', (assertion) => similarity(assertion, 'bleu', 0.5)],
  ['rouge-n', (assertion) => similarity(assertion, 'rouge_l', 0.75)],
  ['levenshtein', levenshtein],
  ['word-count', wordCount],
])

function equals({ value, isNegated }: Assertion): Found {
  if (value === undefined) return noValue
  if (!isNegated) return { kind: 'equals', expected: value }
  if (typeof value !== 'string') return cannotNegate
  return { kind: 'regex', pattern: `^\\s*${escaped(value.trim())}\\s*$`, expect: 'no_match' }
}

function contains({ value, isNegated }: Assertion, mode: 'any' | 'all', ignoreCase: boolean): Found {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  if (values.length === 0) return noValue
  if (isNegated && mode === 'all' && values.length > 1) return cannotNegate
  return { kind: 'contains', mode: isNegated ? 'none' : mode, values: values.map(textOf), ignoreCase }
}

function startsWith({ value, isNegated }: Assertion): Found {
  if (value === undefined) return noValue
  if (!isNegated) return { kind: 'starts_with', value: textOf(value) }
  return { kind: 'regex', pattern: `^\\s*${escaped(textOf(value).trimStart())}`, expect: 'no_match' }
}

function regex({ value, isNegated }: Assertion): Found {
  if (value === undefined) return noValue
  return { kind: 'regex', pattern: textOf(value), expect: isNegated ? 'no_match' : 'match' }
}

function isJson({ value, isNegated }: Assertion): Found {
  if (isNegated) return cannotNegate
  if (value === undefined) return { kind: 'json_valid' }
  return isJsonObject(value) ? { kind: 'json_schema', schema: value } : 'its schema is not written out'
}

/** promptfoo gives code `output` and `context.vars`: one line is an expression, several are the body of a function. */
function javascript({ value, threshold, isNegated }: Assertion): Found {
  if (typeof value !== 'string') return noValue
  const body = value.trim().includes('\n') ? value : `return (${value.trim().replace(/;$/, '')})`
  const source = `(subject) => {
  const output = subject.output?.text ?? ''
  const context = { vars: subject.input?.variables ?? {} }
  const check = () => {
${body}
  }
  const answer = check()
  const isResult = typeof answer === 'object' && answer !== null && 'pass' in answer
  ${isNegated ? 'return isResult ? !answer.pass : !answer' : "return isResult ? { outcome: answer.pass ? 'pass' : 'fail', reason: answer.reason } : answer"}
}`
  return { kind: 'code', language: 'javascript', source, ...(threshold !== undefined && { minScore: threshold }) }
}

function rubric({ value, provider, isNegated }: Assertion): Found {
  if (typeof value !== 'string') return noValue
  const model = modelOf(provider)
  if (model === undefined) return 'no model judges it: name one in `provider` or `options.provider`'
  const question = `Does the output meet this requirement: ${value}`
  const criteria = [{ id: 'requirement', question, want: isNegated ? 'no' : 'yes' }]
  return { kind: 'judge', model, method: { form: 'rubric', criteria } }
}

const limit = (definition: object, isNegated: boolean): Found => (isNegated ? cannotNegate : definition)

function similar({ value, threshold = 0.75, provider, isNegated }: Assertion): Found {
  if (isNegated) return cannotNegate
  if (value === undefined) return noValue
  const embedding = modelOf(provider)
  if (embedding === undefined) return 'no model makes its vectors: name one in `provider`'
  return { kind: 'similarity', method: 'embedding', expected: textOf(value), minScore: threshold, embedding }
}

function similarity({ value, threshold, isNegated }: Assertion, method: 'bleu' | 'rouge_l', usual: number): Found {
  if (isNegated) return cannotNegate
  if (value === undefined) return noValue
  return { kind: 'similarity', method, expected: textOf(value), minScore: threshold ?? usual }
}

/** promptfoo's threshold is a number of edits; as a share of the expected text it is the same for texts of its length. */
function levenshtein({ value, threshold = 5, isNegated }: Assertion): Found {
  if (isNegated) return cannotNegate
  if (value === undefined || textOf(value) === '') return noValue
  const expected = textOf(value)
  const minScore = Math.max(0, 1 - threshold / Math.max(expected.length, threshold))
  return { kind: 'similarity', method: 'levenshtein', expected, minScore }
}

function wordCount({ value, isNegated }: Assertion): Found {
  if (isNegated) return cannotNegate
  const exact = typeof value === 'string' ? Number(value) : value
  if (typeof exact === 'number') return { kind: 'length', unit: 'words', min: exact, max: exact }
  if (!isJsonObject(value)) return noValue
  const { min, max } = value
  return { kind: 'length', unit: 'words', ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

/** `openai:gpt-4o`, `openai:chat:gpt-4o`, `openai:embedding:…`, or an object with such an id. */
function modelOf(provider: JsonValue | undefined): { readonly provider: string; readonly model: string } | undefined {
  const id = isJsonObject(provider) ? provider.id : provider
  const [, name, model] = typeof id === 'string' ? (/^([\w-]+):(?:[a-z]+:)?(.+)$/.exec(id) ?? []) : []
  return name === undefined || model === undefined ? undefined : { provider: name, model }
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
