// Reads one YAML text in a thread of its own, answers, and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, readYamlValue } from '@pawl/core'
import type { YamlAnswer, YamlQuestion } from './read-yaml-aside.ts'

const { text, words } = workerData as YamlQuestion

function answerOf(): YamlAnswer {
  try {
    // As text: the server's thread takes it in faster than as a copied object.
    return { json: JSON.stringify(readYamlValue(text, words)) }
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    const { code, message, where = '', fix = words.fix } = error
    return { failure: { code, message, where, fix } }
  }
}

parentPort?.postMessage(answerOf())
