import {
  newQuickJSWASMModule,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten'
import type { CheckAnswer, CheckTask } from './check-task.ts'

type CodeTask = Extract<CheckTask, { type: 'code' }>

/** Far below the thread's own stack, so that deep recursion ends as an error of the sandbox and not of the thread. */
const stackBytes = 256 * 1024
/** A verdict is small; what is larger is not read. */
const maxAnswerLength = 20_000
/** The memory of a module never shrinks; one that has grown beyond this is dropped. */
const keptModuleBytes = 48 * 1024 ** 2

/**
 * Held by the sandbox before the code runs, so that the code cannot change what it means. It returns the verdict as JSON text,
 * or 'undefined' or 'too long', which are no JSON.
 */
const harness = `(({ parse, stringify }) => async (evaluate, subject) => {
  const text = stringify(await evaluate(parse(subject)))
  return text === undefined ? 'undefined' : text.length > ${maxAnswerLength} ? 'too long' : text
})(JSON)`

/** Runs evaluators' code, each call in a runtime of its own: nothing that a call does is seen by the next. */
export class CodeRunner {
  #module: QuickJSWASMModule | null = null

  get isReady(): boolean {
    return this.#module !== null
  }

  async load(): Promise<void> {
    this.#module = await newQuickJSWASMModule()
  }

  /** @throws Error before `load`, and again after a call that cost the module: see `isReady` */
  run(task: CodeTask): CheckAnswer {
    if (this.#module === null) throw new Error('the sandbox is not loaded')
    const deadlineMs = performance.now() + task.timeoutMs
    let answer: CheckAnswer
    try {
      answer = runOnce(this.#module, task, deadlineMs)
    } catch (error) {
      // What breaks out of the sandbox's own errors leaves the module in an unknown state.
      this.#module = null
      return tooLate(task, deadlineMs) ?? { type: 'problem', message: `it broke its sandbox (${messageOf(error)})` }
    }
    if (this.#module.getWasmMemory().buffer.byteLength > keptModuleBytes) this.#module = null
    return answer
  }
}

function runOnce(module: QuickJSWASMModule, task: CodeTask, deadlineMs: number): CheckAnswer {
  const runtime = module.newRuntime()
  runtime.setMemoryLimit(task.memoryMb * 1024 ** 2)
  runtime.setMaxStackSize(stackBytes)
  runtime.setInterruptHandler(() => performance.now() > deadlineMs)
  const context = runtime.newContext()
  const found = call(runtime, context, task)
  // What it takes to free its memory is not its own time.
  const answer = tooLate(task, deadlineMs) ?? found
  // Not in a finally: after an exception from within the module, disposing fails too and would hide it.
  context.dispose()
  runtime.dispose()
  return answer
}

function tooLate({ timeoutMs }: CodeTask, deadlineMs: number): CheckAnswer | undefined {
  if (performance.now() <= deadlineMs) return undefined
  return { type: 'problem', message: `it ran longer than its ${timeoutMs} ms` }
}

function call(runtime: QuickJSRuntime, context: QuickJSContext, task: CodeTask): CheckAnswer {
  const invoke = context.unwrapResult(context.evalCode(harness))
  const compiled = context.evalCode(task.source, 'evaluator.js')
  if (compiled.error !== undefined) return release([invoke], () => problem(context, compiled.error, task))
  const evaluate = functionOf(context, compiled.value)
  if (evaluate === undefined) return release([invoke], () => noFunction)
  const subject = context.newString(task.subject)
  const called = context.callFunction(invoke, context.undefined, evaluate, subject)
  if (called.error !== undefined) {
    return release([invoke, evaluate, subject], () => problem(context, called.error, task))
  }
  return release([invoke, evaluate, subject], () => settle(runtime, context, { promise: called.value, task }))
}

const noFunction: CheckAnswer = {
  type: 'problem',
  message: 'it is no function of the subject, as (subject) => true is, and defines none called "evaluate"',
}

/** The one called `evaluate`, else what the source itself comes to. */
function functionOf(context: QuickJSContext, value: QuickJSHandle): QuickJSHandle | undefined {
  // A function made by `const` is no property of the global object.
  const named = context.unwrapResult(context.evalCode("typeof evaluate === 'function' ? evaluate : undefined"))
  const [found, other] = context.typeof(named) === 'function' ? [named, value] : [value, named]
  other.dispose()
  if (context.typeof(found) === 'function') return found
  found.dispose()
  return undefined
}

function settle(
  runtime: QuickJSRuntime,
  context: QuickJSContext,
  { promise, task }: { promise: QuickJSHandle; task: CodeTask },
): CheckAnswer {
  const jobs = runtime.executePendingJobs()
  jobs.dispose()
  const state = context.getPromiseState(promise)
  promise.dispose()
  switch (state.type) {
    case 'pending':
      return { type: 'problem', message: 'it waits for something that never happens' }
    case 'rejected':
      return problem(context, state.error, task)
    case 'fulfilled': {
      const text = context.getString(state.value)
      state.value.dispose()
      return verdictOf(text)
    }
  }
}

function verdictOf(text: string): CheckAnswer {
  if (text === 'undefined') return { type: 'problem', message: 'it returned nothing' }
  if (text === 'too long')
    return { type: 'problem', message: `its answer is longer than ${maxAnswerLength} characters` }
  return { type: 'answer', value: JSON.parse(text) }
}

/** The error of the code; its properties may be anything, also code that is run to read them. */
function problem(context: QuickJSContext, error: QuickJSHandle, { memoryMb }: CodeTask): CheckAnswer {
  const part = (name: string): string => {
    if (context.typeof(error) !== 'object') return ''
    const handle = context.getProp(error, name)
    return release([handle], () => (context.typeof(handle) === 'string' ? context.getString(handle) : ''))
  }
  return release([error], () => {
    const isError = context.typeof(error) === 'object'
    const [name, message] = isError ? [part('name'), part('message')] : ['', describe(context, error)]
    // Without memory for an error there is none: null is thrown.
    if (message === 'out of memory' || message === 'null')
      return { type: 'problem', message: `it used more than its ${memoryMb} MB of memory` }
    const said = [name, message].filter((text) => text !== '').join(': ')
    return { type: 'problem', message: `it threw ${said === '' ? 'something without a message' : cut(said)}` }
  })
}

function describe(context: QuickJSContext, value: QuickJSHandle): string {
  const type = context.typeof(value)
  return type === 'function' || type === 'symbol' ? `a ${type}` : context.getString(value)
}

function release<T>(handles: readonly QuickJSHandle[], result: () => T): T {
  const value = result()
  for (const handle of handles) if (handle.alive) handle.dispose()
  return value
}

const cut = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text)
const messageOf = (error: unknown): string => cut(error instanceof Error ? error.message : String(error))
