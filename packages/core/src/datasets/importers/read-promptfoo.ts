import { isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import {
  type ImportContext,
  type ImportedRecord,
  type ImportProblem,
  importedRow,
  problemAt,
  type RecordPlace,
} from './import-record.ts'
import { evaluatorsOfTest } from './promptfoo-evaluators.ts'
import { textField } from './record-fields.ts'

/** A variable with a list of values stands for one test with each; more tests than this from one are a mistake. */
const mostCombinations = 1000

/**
 * The tests of a promptfoo file that is parsed already: a whole configuration (`tests`, `defaultTest`, `scenarios`), or
 * the list of tests alone. Lists of values in `vars` are multiplied out as promptfoo does. Assertions are handed on as
 * checks; what they say in words becomes the expected behavior, an `equals` the reference. What a file alone cannot
 * tell (`file://…`, generated tests) is a problem with its position.
 */
export function* readPromptfoo(config: unknown, context: ImportContext): Generator<ImportedRecord> {
  const { tests, defaults } = testsOf(config)
  for (const [index, test] of tests.entries()) {
    const place: RecordPlace = { format: 'promptfoo', line: index + 1, context }
    yield* readPromptfooTest(test, defaults, place)
  }
}

function testsOf(config: unknown): { readonly tests: readonly unknown[]; readonly defaults: JsonObject } {
  if (Array.isArray(config)) return { tests: config as readonly unknown[], defaults: {} }
  if (!isJsonObject(config)) return { tests: [config], defaults: {} }
  if (config.vars !== undefined || config.assert !== undefined) return { tests: [config], defaults: {} }
  const defaults = isJsonObject(config.defaultTest) ? config.defaultTest : {}
  const scenarios = listOf(config.scenarios).flatMap(testsOfScenario)
  return { tests: [...listOf(config.tests), ...scenarios], defaults }
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value]

/** Every test of a scenario runs with every entry of its `config`. */
function testsOfScenario(scenario: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(scenario)) return [scenario]
  const configs = listOf(scenario.config)
  const tests = listOf(scenario.tests)
  return configs.flatMap((config) =>
    (tests.length > 0 ? tests : [{}]).map((test) =>
      isJsonObject(config) && isJsonObject(test) ? mergeTests(config, test) : isJsonObject(config) ? test : config,
    ),
  )
}

/** The test's own variables win; assertions of both hold. */
function mergeTests(outer: JsonObject, test: JsonObject): JsonObject {
  const vars = { ...dataOf(outer.vars), ...dataOf(test.vars) }
  const metadata = { ...dataOf(outer.metadata), ...dataOf(test.metadata) }
  const varsText = [test.vars, outer.vars].find((value) => typeof value === 'string')
  return {
    ...outer,
    ...test,
    metadata,
    vars: varsText ?? vars,
    assert: [...listOf(outer.assert), ...listOf(test.assert)],
  }
}

const dataOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})

function* readPromptfooTest(test: unknown, defaults: JsonObject, place: RecordPlace): Generator<ImportedRecord> {
  if (!isJsonObject(test)) {
    yield notATest(test, place.line)
    return
  }
  const hasOwnChecksOnly = dataOf(test.options).disableDefaultAsserts === true
  const merged = mergeTests(hasOwnChecksOnly ? { ...defaults, assert: [] } : defaults, test)
  const options = { ...dataOf(defaults.options), ...dataOf(test.options) }
  const combinations = typeof merged.vars === 'string' ? merged.vars : combine(dataOf(merged.vars), options)
  if (typeof combinations === 'string') {
    yield problemAt(place.line, { message: combinations, where: 'vars', fix: 'Write the values of each test out' })
    return
  }
  for (const vars of combinations) yield rowOfTest(merged, vars, place)
}

function notATest(test: unknown, line: number): ImportProblem {
  const isReference = typeof test === 'string'
  return problemAt(line, {
    message: isReference ? `The test is kept elsewhere: ${test}` : 'A test must be an object with "vars"',
    where: 'tests',
    fix: isReference ? 'Import that file itself' : 'Write {"vars": {…}, "assert": […]}',
  })
}

/** One set of variables for each combination of listed values; a sentence when there are too many. */
function combine(vars: JsonObject, options: JsonObject): readonly JsonObject[] | string {
  let combinations: readonly JsonObject[] = [vars]
  if (options.disableVarExpansion === true) return combinations
  for (const [name, values] of Object.entries(vars)) {
    if (!Array.isArray(values)) continue
    const list = values as readonly JsonValue[]
    if (list.length * combinations.length > mostCombinations) return `Its lists make over ${mostCombinations} tests`
    combinations = combinations.flatMap((each) => list.map((value) => ({ ...each, [name]: value })))
  }
  return combinations
}

function rowOfTest(test: JsonObject, variables: JsonObject, place: RecordPlace): ImportedRecord {
  const elsewhere = Object.entries(variables).find(([, value]) => typeof value === 'string' && isFile(value))
  if (elsewhere !== undefined) {
    return problemAt(place.line, {
      message: `The variable "${elsewhere[0]}" is kept elsewhere: ${String(elsewhere[1])}`,
      where: `vars.${elsewhere[0]}`,
      fix: 'Put the content of that file in its place',
    })
  }
  const checks = flatChecks(listOf(test.assert))
  const wrong = checks.find((check) => textField(check, ['type']) === undefined)
  if (wrong !== undefined) {
    const message = 'An assertion has no type'
    return problemAt(place.line, { message, where: 'assert', fix: 'Write {"type": "contains", "value": …}' })
  }
  const description = textField(test, ['description'])
  return importedRow(
    {
      input: { variables, messages: [] },
      expectedBehavior: expectedBehaviorOf(checks, description),
      reference: referenceOf(checks),
      metadata: metadataOf(test),
      checks: listOf(test.assert).filter(isJsonObject),
      imported: evaluatorsOfTest({ ...test, vars: variables }, listOf(test.assert)),
    },
    place,
  )
}

const readKeys: ReadonlySet<string> = new Set(['vars', 'assert', 'description', 'metadata'])

/** What has no field in a row (threshold, options, providers) is kept under `promptfoo`. */
function metadataOf(test: JsonObject): JsonObject {
  const description = textField(test, ['description'])
  const others = Object.entries(test).filter(([key]) => !readKeys.has(key))
  return {
    ...dataOf(test.metadata),
    ...(description !== undefined && { description }),
    ...(others.length > 0 && { promptfoo: Object.fromEntries(others) }),
  }
}

const isFile = (value: string): boolean => /^(?:file|https?|python|exec):\/\/\S+$/.test(value)

/** The assertions inside sets stand beside the others for what they say. */
function flatChecks(checks: readonly JsonValue[]): readonly JsonObject[] {
  return checks.flatMap((check) => {
    const data = isJsonObject(check) ? check : {}
    return data.type === 'assert-set' ? flatChecks(listOf(data.assert)) : [data]
  })
}

const saidInWords: ReadonlySet<string> = new Set([
  'llm-rubric',
  'g-eval',
  'factuality',
  'model-graded-closedqa',
  'model-graded-factuality',
])

function expectedBehaviorOf(checks: readonly JsonObject[], description: string | undefined): string {
  const rubrics = checks.filter((check) => saidInWords.has(String(check.type)))
  const words = rubrics.flatMap((check) => listOf(check.value)).filter((value) => typeof value === 'string')
  return words.length > 0 ? words.join('\n') : (description ?? '')
}

/** One right output, when exactly one assertion gives it. */
function referenceOf(checks: readonly JsonObject[]): JsonValue {
  const values = checks.filter((check) => check.type === 'equals').map((check) => check.value ?? null)
  const [only = null] = values
  return values.length === 1 && !(typeof only === 'string' && isFile(only)) ? only : null
}

const metadataPrefix = '__metadata:'
const expectedColumn = /^__expected\d*$/

export const isPromptfooColumn = (column: string): boolean => expectedColumn.test(column) || column === '__description'

/** A record of promptfoo's CSV: `__expected…` columns hold assertions, `__…` settings, the others variables. */
export function readPromptfooRecord(record: JsonObject, place: RecordPlace): ImportedRecord {
  const columns = Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const settings = columns.filter(([name, value]) => name.startsWith('__') && value !== '')
  const metadata = settings.filter(([name]) => name.startsWith(metadataPrefix))
  const others = settings.filter(([name]) => !isPromptfooColumn(name) && !name.startsWith(metadataPrefix))
  const test: JsonObject = {
    ...Object.fromEntries(others.map(([name, value]) => [name.slice('__'.length), value])),
    metadata: Object.fromEntries(
      metadata.map(([name, value]) => [name.slice(metadataPrefix.length).replace(/\[\]$/, ''), value]),
    ),
    ...(record.__description !== undefined && record.__description !== '' && { description: record.__description }),
    assert: settings.flatMap(([name, cell]) => (expectedColumn.test(name) ? [checkOfCell(cell)] : [])),
  }
  return rowOfTest(test, Object.fromEntries(columns.filter(([name]) => !name.startsWith('__'))), place)
}

const checkPattern = /^(not-)?([a-z][a-z-]*)(?:\(([\d.]+)\))?(?::\s*([\s\S]*))?$/

/** Types that promptfoo takes without a value; any other text without a colon is what the output must equal. */
const bareChecks: ReadonlySet<string> = new Set([
  'is-json',
  'contains-json',
  'is-sql',
  'contains-sql',
  'is-xml',
  'contains-xml',
  'is-html',
  'contains-html',
  'is-refusal',
])
const shortNames: ReadonlyMap<string, string> = new Map([
  ['fn', 'javascript'],
  ['eval', 'javascript'],
  ['grade', 'llm-rubric'],
])
const listChecks = /^i?contains-(?:any|all)$/

/** `contains: refund`, `similar(0.8): …`, `is-json`, or a text that the output must equal. */
function checkOfCell(cell: string): JsonObject {
  const [, not = '', name = '', threshold, value] = checkPattern.exec(cell.trim()) ?? []
  if (name === '' || (value === undefined && !bareChecks.has(name))) return { type: 'equals', value: cell }
  const type = `${not}${shortNames.get(name) ?? name}`
  return {
    type,
    ...(value !== undefined && { value: listChecks.test(name) ? value.split(',').map((item) => item.trim()) : value }),
    ...(threshold !== undefined && { threshold: Number(threshold) }),
  }
}
