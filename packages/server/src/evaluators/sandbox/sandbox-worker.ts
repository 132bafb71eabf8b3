// The thread in which evaluators' code, patterns and schemas run: it can be killed without harm to the server.
import { parentPort } from 'node:worker_threads'
import type { DefinitionOf, EvaluationSubject } from '@pawl/core'
import type { CheckAnswer, CheckTask, FromThread } from './check-task.ts'
import { CodeRunner } from './run-code.ts'

// The sandbox takes its clock and the seed of its random numbers from this thread. Both stand still here, so that the same
// code gives the same verdict about the same output at any time and in any place.
Date.now = () => 0
Date.prototype.getTimezoneOffset = () => 0

const code = new CodeRunner()
let judgeJsonSchema: typeof import('./validate-json.ts').judgeJsonSchema | undefined

async function loading<T>(load: () => Promise<T>): Promise<T> {
  post({ type: 'loading' })
  const loaded = await load()
  post({ type: 'loaded' })
  return loaded
}

async function perform(task: CheckTask): Promise<CheckAnswer> {
  switch (task.type) {
    case 'code':
      if (!code.isReady) await loading(() => code.load())
      return code.run(task)
    case 'pattern':
      return { type: 'answer', value: new RegExp(task.pattern, task.flags).test(task.text) }
    case 'json_schema': {
      // Loaded when first needed: most evaluators are code or need no thread.
      judgeJsonSchema ??= await loading(async () => (await import('./validate-json.ts')).judgeJsonSchema)
      const definition = JSON.parse(task.definition) as DefinitionOf<'json_schema'>
      return { type: 'answer', value: judgeJsonSchema(definition, JSON.parse(task.subject) as EvaluationSubject) }
    }
  }
}

async function serve(task: CheckTask): Promise<void> {
  let answer: CheckAnswer
  try {
    answer = await perform(task)
  } catch (error) {
    answer = { type: 'problem', message: error instanceof Error ? error.message : String(error) }
  }
  post({ type: 'done', answer })
}

function post(message: FromThread): void {
  parentPort?.postMessage(message)
}

parentPort?.on('message', (task: CheckTask) => {
  void serve(task)
})
post({ type: 'ready' })
