import { promptFileName } from '../prompts/prompt-file-name.ts'
import type { SyncValue } from './sync-item.ts'

/** Where something that only the server has is written, as long as the project file names no other place. */
export function defaultFile(value: SyncValue | undefined): string | undefined {
  switch (value?.kind) {
    case 'prompt':
      return `prompts/${promptFileName(value.name, 'github')}`
    case 'evaluator':
      return `evaluators/${value.name}.yml`
    case 'dataset':
      return `datasets/${value.name}.jsonl`
    case 'row':
    case 'protection':
      return `datasets/${value.dataset}.jsonl`
    case 'policy':
      return `policies/${value.policy.environment}.yml`
    case 'monitor':
      return `monitors/${value.definition.name}.yml`
    case undefined:
      return undefined
  }
}
