import { createHash } from 'node:crypto'
import {
  canonicalJsonText,
  type EvaluatorDefinition,
  type EvaluatorExample,
  type GatePolicy,
  type JsonValue,
  type MonitorDefinition,
  type NewDataset,
  type PromptContent,
  type RowFields,
} from '@pawl/core'

export interface RowValue {
  readonly kind: 'row'
  readonly dataset: string
  readonly id: string
  readonly status: 'draft' | 'active'
  readonly fields: Omit<RowFields, 'source'>
}

/** What files and a server can both hold: the parts that are compared, with all defaults filled in. */
export type SyncValue =
  | {
      readonly kind: 'evaluator'
      readonly name: string
      readonly definition: EvaluatorDefinition
      readonly examples: readonly EvaluatorExample[]
    }
  | { readonly kind: 'prompt'; readonly name: string; readonly content: PromptContent; readonly description: string }
  | ({ readonly kind: 'dataset'; readonly description: string; readonly protects: string } & NewDataset)
  | RowValue
  | { readonly kind: 'protection'; readonly dataset: string; readonly prompts: readonly string[] }
  | { readonly kind: 'policy'; readonly policy: GatePolicy }
  | { readonly kind: 'monitor'; readonly definition: MonitorDefinition }
export type SyncKind = SyncValue['kind']
export type ValueOf<Kind extends SyncKind> = Extract<SyncValue, { kind: Kind }>

/** Something as a file says it. */
export interface LocalItem {
  readonly key: string
  readonly file: string
  /** Null where the whole file is meant. */
  readonly line: number | null
  readonly value: SyncValue
  /** Kept with what is made of it, and not compared. */
  readonly note: string
  readonly source: JsonValue
}

export function keyOf(value: SyncValue): string {
  switch (value.kind) {
    case 'row':
      return `row ${value.dataset} ${value.id}`
    case 'protection':
      return `protection ${value.dataset}`
    case 'policy':
      return `policy ${value.policy.environment}`
    case 'monitor':
      return `monitor ${value.definition.name}`
    case 'evaluator':
    case 'prompt':
    case 'dataset':
      return `${value.kind} ${value.name}`
  }
}

/** `row late-refund of refunds`, `policy of production`. */
export function titleOf(value: SyncValue): string {
  switch (value.kind) {
    case 'row':
      return `row ${value.id} of ${value.dataset}`
    case 'protection':
      return `what ${value.dataset} protects`
    case 'policy':
      return `policy of ${value.policy.environment}`
    case 'monitor':
      return `monitor ${value.definition.name}`
    case 'evaluator':
    case 'prompt':
    case 'dataset':
      return `${value.kind} ${value.name}`
  }
}

/** Two values with the same hash say the same. */
export function hashOf(value: SyncValue): string {
  return createHash('sha256')
    .update(canonicalJsonText(jsonOf(value)))
    .digest('hex')
}

/** Fields that are left out and fields that are undefined are the same. */
export const jsonOf = (value: SyncValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue
