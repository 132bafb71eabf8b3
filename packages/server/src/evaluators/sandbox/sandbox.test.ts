import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, describe, expect, it } from 'vitest'
import type { CheckAnswer, CheckTask } from './check-task.ts'
import { Sandbox } from './sandbox.ts'

const sandbox = new Sandbox({ threadCount: 2 })
afterAll(() => sandbox.close())

const subject = { output: { text: 'Your refund is on its way' } }
const codeTask = (source: string, limits: { timeoutMs?: number; memoryMb?: number; subject?: unknown } = {}) =>
  ({
    type: 'code',
    source,
    subject: JSON.stringify(limits.subject ?? subject),
    timeoutMs: limits.timeoutMs ?? 1000,
    memoryMb: limits.memoryMb ?? 32,
  }) as const satisfies CheckTask
const run = (source: string, limits?: Parameters<typeof codeTask>[1]): Promise<CheckAnswer> =>
  sandbox.run(codeTask(source, limits))
const answer = (value: unknown) => ({ type: 'answer', value })

const slow = { timeout: 60_000 }

describe('evaluator code', slow, () => {
  it.each([
    ['a function', 'function evaluate(subject) { return subject.output.text.includes("refund") }', true],
    ['an expression', '({ output }) => output.text.length > 3\n', true],
    ['the function called evaluate', 'const other = () => 0.5; const evaluate = () => 1; other', 1],
    ['an arrow function', 'const evaluate = ({ output }) => output.text.length / 100', 0.25],
    [
      'an asynchronous function',
      'async function evaluate() { return { outcome: "fail", reason: await "no" } }',
      {
        outcome: 'fail',
        reason: 'no',
      },
    ],
  ])('answers as %s', async (_, source, value) => {
    expect(await run(source)).toEqual(answer(value))
  })

  it('cannot reach anything outside', async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'setTimeout',
      'XMLHttpRequest',
      'WebAssembly',
      'console',
      'Deno',
      'std',
      'os',
    ]
    const source = `const evaluate = () => ${JSON.stringify(names)}.filter((name) => name in globalThis)`
    expect(await run(source)).toEqual(answer([]))
    expect(await run('const evaluate = async () => await import("fs")')).toMatchObject({ type: 'problem' })
    expect(await run('const evaluate = () => (() => {}).constructor("return typeof process")()')).toEqual(
      answer('undefined'),
    )
  })

  it('gives the same verdict at any time: its clock stands still and its random numbers are the same', async () => {
    const source = `const evaluate = () => [Math.random(), Math.random(), Date.now(), new Date().getTime(),
      new Date(2020, 0, 1).getTimezoneOffset(), new Date('2026-03-01T12:00:00Z').getHours()]`
    const first = await run(source)
    expect(first).toMatchObject({ type: 'answer', value: [expect.any(Number), expect.any(Number), 0, 0, 0, 12] })
    for (let i = 0; i < 5; i++) expect(await run(source)).toEqual(first)
  })

  it('leaves nothing behind for the next call', async () => {
    const spoil = `globalThis.left = 1; Object.prototype.spoiled = 1; Array.prototype.map = null; JSON.parse = () => 1;
      var kept = 1; String.prototype.includes = () => true; const evaluate = () => true`
    for (let i = 0; i < 4; i++) await run(spoil)
    const look = `const evaluate = (subject) => [typeof left, typeof kept, 'spoiled' in {}, typeof [].map, typeof JSON.parse('{}'),
      subject.output.text.includes('nothing of the kind')]`
    for (let i = 0; i < 4; i++) {
      expect(await run(look)).toEqual(answer(['undefined', 'undefined', false, 'function', 'object', false]))
    }
  })
})

describe('hostile evaluator code ends with a reason, and the next call works', slow, () => {
  const hostile: readonly (readonly [string, string, RegExp])[] = [
    ['an endless loop', 'const evaluate = () => { for (;;); }', /ran longer than its 300 ms/],
    ['an endless loop before it defines anything', 'for (;;);', /ran longer/],
    ['an endless loop that catches all', 'function evaluate() { for (;;) try { for (;;); } catch {} }', /ran longer/],
    ['an endless loop in finally', 'function evaluate() { try { for (;;); } finally { for (;;); } }', /ran longer/],
    ['endless promises', 'const evaluate = async () => { for (;;) await 1 }', /ran longer/],
    ['a promise that never settles', 'const evaluate = () => new Promise(() => {})', /waits for something/],
    ['an endless generator', 'const evaluate = () => [...(function* () { for (;;) yield 1 })()]', /ran longer|memory/],
    ['a getter without end in what it returns', 'const evaluate = () => ({ get score() { for (;;); } })', /ran longer/],
    [
      'an error whose message never ends',
      'const evaluate = () => { throw { get message() { for (;;); } } }',
      /ran longer|threw/,
    ],
    [
      'unbounded allocation',
      'const evaluate = () => { const all = []; for (;;) all.push(new Array(1e5).fill(1)) }',
      /memory|ran longer/,
    ],
    [
      'allocation that catches its failure',
      'function evaluate() { let a = []; for (;;) try { a.push("x".repeat(1e6) + a.length) } catch { a = [] } }',
      /ran longer|memory/,
    ],
    ['one huge buffer', 'const evaluate = () => new Uint8Array(2 ** 31)', /memory|threw/],
    ['a string that doubles', 'const evaluate = () => { let s = "x"; for (;;) s += s }', /memory|threw|ran longer/],
    ['a huge repeat', 'const evaluate = () => "x".repeat(2 ** 30 - 1).length', /memory|threw/],
    [
      'a huge sort',
      'const evaluate = () => new Array(3e6).fill(1).map((_, i) => -i).sort((a, b) => a - b).length',
      /ran longer|memory/,
    ],
    ['deep recursion', 'const evaluate = () => evaluate()', /stack|threw/],
    [
      'deep recursion in a getter',
      'const evaluate = () => { const a = { get b() { return a.b } }; return a.b }',
      /stack|threw/,
    ],
    [
      'deep nesting read as JSON',
      'const evaluate = () => JSON.parse("[".repeat(1e6))',
      /threw|ran longer|memory|broke/,
    ],
    [
      'deep nesting written as JSON',
      'const evaluate = () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a }',
      /threw|ran longer|broke|memory/,
    ],
    [
      'a deep chain of proxies',
      'const evaluate = () => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x }',
      /threw|broke|nothing|memory|ran longer/,
    ],
    ['a circle', 'const evaluate = () => { const a = {}; a.a = a; return a }', /threw TypeError/],
    ['a pattern that backtracks for ever', 'const evaluate = () => /^(a+)+$/.test("a".repeat(40) + "b")', /ran longer/],
    ['a huge answer', 'const evaluate = () => ({ outcome: "pass", reason: "x".repeat(1e6) })', /longer than 20000/],
    ['no answer', 'const evaluate = () => {}', /returned nothing/],
    ['a function as an answer', 'const evaluate = () => () => 1', /returned nothing/],
    ['toJSON that throws', 'const evaluate = () => ({ toJSON() { throw new Error("no") } })', /threw Error: no/],
    ['a big integer', 'const evaluate = () => 1n', /threw TypeError/],
    ['a thrown nothing', 'const evaluate = () => { throw undefined }', /threw undefined/],
    ['a thrown symbol', 'const evaluate = () => { throw Symbol("x") }', /threw a symbol/],
    ['a thrown proxy', 'const evaluate = () => { throw new Proxy({}, { get() { throw 1 } }) }', /threw/],
    ['no function', 'const judge = () => true', /defines none called "evaluate"/],
    ['no JavaScript', 'def evaluate(subject):', /SyntaxError/],
    [
      'a spoiled prototype',
      'Object.defineProperty(Object.prototype, "then", { get() { for (;;); } }); const evaluate = () => ({})',
      /ran longer/,
    ],
    [
      'a wait for another thread',
      'const evaluate = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
      /threw|ran longer/,
    ],
  ]

  it.each(hostile)('%s', async (_, source, reason) => {
    // Only what may run into its limit is given a short one: a busy machine is slow.
    const timeoutMs = reason.test('ran longer than its 300 ms') ? 300 : 5000
    const found = await run(source, { timeoutMs, memoryMb: 16 })
    // A loaded machine may take so long to free what was allocated that the thread is killed.
    const said = found.type === 'problem' ? found.message : found.type === 'killed' ? 'ended' : JSON.stringify(found)
    if (said !== 'ended') expect(said).toMatch(reason)
    expect(await run('const evaluate = () => 1')).toEqual(answer(1))
  })

  it('also where the subject is odd', async () => {
    const odd = JSON.parse('{"__proto__":{"polluted":true},"output":{"text":"\\ud800\\u0000"}}') as unknown
    const source =
      'const evaluate = (s) => [Object.hasOwn(s, "__proto__"), ({}).polluted === undefined, s.output.text.length]'
    expect(await run(source, { subject: odd })).toEqual(answer([true, true, expect.any(Number)]))
    const long = { output: { text: 'x'.repeat(5_000_000) } }
    expect(await run('const evaluate = (s) => s.output.text.length', { subject: long })).toEqual(answer(5_000_000))
    const larger = { output: { text: 'x'.repeat(20_000_000) } }
    expect(await run('const evaluate = (s) => 1', { subject: larger, memoryMb: 8 })).toMatchObject({ type: 'problem' })
  })
})

describe('patterns and schemas', slow, () => {
  it('a pattern that backtracks for ever is killed', async () => {
    const task = { type: 'pattern', pattern: '^(?=(a+)+$)a', flags: 'u', text: `${'a'.repeat(50)}b` } as const
    expect(await sandbox.run(task)).toEqual({ type: 'killed' })
    expect(await sandbox.run({ ...task, text: 'aaa' })).toEqual(answer(true))
  })

  const judge = (schema: object, json: unknown) =>
    sandbox.run({
      type: 'json_schema',
      definition: JSON.stringify({ kind: 'json_schema', schema, allowCodeFence: false }),
      subject: JSON.stringify({ output: { json } }),
    })

  it('says where an output does not fit its schema, formats included', async () => {
    const schema = {
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: { at: { format: 'date-time' }, kind: { enum: ['a', 'b'] } },
    }
    expect(await judge({ ...schema, properties: { ...schema.properties, id: true } }, { id: 1 })).toEqual(
      answer({ score: 1, outcome: 'pass', reason: 'The output fits the JSON Schema' }),
    )
    expect(await judge(schema, { at: 'yesterday', kind: 'c', more: 1 })).toMatchObject({
      value: { outcome: 'fail', reason: expect.stringContaining('must have required property') },
    })
  })

  it.each([
    ['refers to the network', { $ref: 'https://example.com/schema.json' }, /nothing is fetched/],
    ['is no schema', { type: 'nothing' }, /cannot be used/],
    ['is asynchronous', { $async: true, type: 'string' }, /cannot be used/],
    ['has a wrong pattern', { pattern: '(' }, /cannot be used/],
  ])('a schema that %s could not be judged', async (_, schema, reason) => {
    expect(await judge(schema, 'x')).toMatchObject({
      value: { outcome: 'unknown', reason: expect.stringMatching(reason) },
    })
  })

  it('reads the drafts that a schema names, and two schemas of one name', async () => {
    const tuple = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://example.com/pair',
      prefixItems: [{ type: 'string' }],
    }
    expect(await judge(tuple, [1])).toMatchObject({ value: { outcome: 'fail' } })
    expect(await judge({ ...tuple, prefixItems: [{ type: 'number' }] }, [1])).toMatchObject({
      value: { outcome: 'pass' },
    })
  })

  it('a hostile pattern in a schema is killed', async () => {
    expect(await judge({ pattern: '^(a+)+$' }, `${'a'.repeat(60)}b`)).toEqual({ type: 'killed' })
    expect(await judge({ type: 'string' }, 'x')).toMatchObject({ value: { outcome: 'pass' } })
  })
})

describe('a hundred calls at once, some of them endless', slow, () => {
  it('are all answered, and the server’s loop stays free', async () => {
    await Promise.all([run('const evaluate = () => 1'), run('const evaluate = () => 1')])
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const calls = Array.from({ length: 100 }, (_, i) =>
      i === 30
        ? run('const evaluate = () => { for (;;); }', { timeoutMs: 500 })
        : run(`const evaluate = () => ${i} / 1000`),
    )
    calls.push(sandbox.run({ type: 'pattern', pattern: '^(a+)+$', flags: 'u', text: `${'a'.repeat(60)}b` }))
    const found = await Promise.all(calls)
    delay.disable()
    expect(found[30]).toMatchObject({ type: 'problem', message: expect.stringContaining('ran longer than its 500 ms') })
    expect(found.at(-1)).toEqual({ type: 'killed' })
    expect(found.filter((each) => each.type === 'answer').map((each) => each.value)).toEqual(
      Array.from({ length: 100 }, (_, i) => i / 1000).filter((value) => value !== 0.03),
    )
    // The endless one alone would hold it for 500.
    expect(delay.max / 1e6).toBeLessThan(450)
  })

  it('a call that waits can be called off', async () => {
    const blocked = [1, 2].map(() => run('for (;;);', { timeoutMs: 400 }))
    const controller = new AbortController()
    const waiting = sandbox.run(codeTask('const evaluate = () => 1'), controller.signal)
    controller.abort(new Error('called off'))
    await expect(waiting).rejects.toThrow('called off')
    await Promise.all(blocked)
  })
})
