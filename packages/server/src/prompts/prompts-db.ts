import type { ControlStore, ControlTransaction } from '../platform/control/index.ts'

/** The store itself, or a transaction of it. */
export type PromptsDb = ControlStore['db'] | ControlTransaction

/** A prompt's name is its identity within its project. */
export interface PromptKey {
  readonly project: string
  readonly prompt: string
}
