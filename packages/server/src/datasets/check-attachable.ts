import { AppError, decideRowStatus, type RowFields, type RowStatus } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'

/**
 * Refuses evaluators that may not judge an active row.
 *
 * @throws AppError that names the evaluator and what is wrong with it
 */
export async function assertMayBeActive(
  { evaluators }: DatasetsContext,
  project: string,
  row: { readonly fields: RowFields; readonly status: RowStatus },
): Promise<void> {
  const decision = decideRowStatus({ status: row.status, evaluators: row.fields.evaluators }, 'active')
  if (!decision.allowed)
    throw new AppError('conflict', `${decision.reason}.`, { where: 'status', fix: `${decision.fix}.` })
  await evaluators.assertAttachable(project, row.fields.evaluators)
}

/** Remembers for one change what each evaluator may do: a file of 100,000 rows names the same few. */
export class AttachableEvaluators {
  readonly #context: DatasetsContext
  readonly #project: string
  readonly #refusals = new Map<string, Promise<string | null>>()

  constructor(context: DatasetsContext, project: string) {
    this.#context = context
    this.#project = project
  }

  /** Why a row that is to be active must stay a draft; null when it may. */
  async refusalOf(fields: Pick<RowFields, 'evaluators'>): Promise<string | null> {
    const decision = decideRowStatus({ status: 'draft', evaluators: fields.evaluators }, 'active')
    if (!decision.allowed) return `${decision.reason}. ${decision.fix}.`
    for (const name of fields.evaluators) {
      const refusal = await this.#refusalOfName(name)
      if (refusal !== null) return refusal
    }
    return null
  }

  #refusalOfName(name: string): Promise<string | null> {
    const known = this.#refusals.get(name)
    if (known !== undefined) return known
    const asked = this.#ask(name)
    this.#refusals.set(name, asked)
    return asked
  }

  async #ask(name: string): Promise<string | null> {
    try {
      await this.#context.evaluators.assertAttachable(this.#project, [name])
      return null
    } catch (error) {
      if (AppError.isInstance(error)) return error.message
      throw error
    }
  }
}
