import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode, type FileWords, type JsonValue, readYamlValue } from '@pawl/core'

export interface YamlQuestion {
  readonly text: string
  readonly words: FileWords
}

export type YamlAnswer =
  | { readonly json: string }
  | {
      readonly failure: {
        readonly code: ErrorCode
        readonly message: string
        readonly where: string
        readonly fix: string
      }
    }

/** Parsing takes a second a megabyte: this much is done within 20 ms, where a thread would first have to start. */
const readAtOnceCharacters = 16_384
const longestMs = 60_000
/** Of the 4 MB that may come: YAML takes 130 times its size while it is parsed. */
const heapMb = 1024

/**
 * The value of a YAML text of any size, without holding up the server: all but short ones are read in a thread.
 *
 * @throws AppError `bad_request` with the line of a syntax error; `payload_too_large` for what takes too much memory or time
 */
export async function readYamlAside(text: string, words: FileWords): Promise<JsonValue> {
  if (text.length <= readAtOnceCharacters) return readYamlValue(text, words)
  const question: YamlQuestion = { text, words }
  const worker = new Worker(workerFile, {
    workerData: question,
    execArgv,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  try {
    const answer = await answerOf(worker, words)
    if ('json' in answer) return JSON.parse(answer.json) as JsonValue
    const { code, message, where, fix } = answer.failure
    throw new AppError(code, message, { where, fix })
  } finally {
    await worker.terminate()
  }
}

function answerOf(worker: Worker, words: FileWords): Promise<YamlAnswer> {
  return new Promise((resolve, reject) => {
    const refuse = (cause?: unknown): void => {
      const message = `The ${words.name} takes more memory or time than YAML may take.`
      const fix = 'Write it as JSON, JSON lines or CSV.'
      reject(new AppError('payload_too_large', message, { where: 'file', fix, cause }))
    }
    const timer = setTimeout(refuse, longestMs)
    worker.once('message', (answer: YamlAnswer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    worker.once('error', (error) => {
      clearTimeout(timer)
      refuse(error)
    })
  })
}

const runsFromSource = import.meta.url.endsWith('.ts')
const workerFile = new URL(runsFromSource ? './run-from-source.mjs' : './yaml-worker.js', import.meta.url)
const execArgv = runsFromSource ? ['--conditions=@pawl/source'] : []
