import { evaluatorVersionText, type ImportedEvaluator, type ImportedRow, type RecordProblem } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { promptfooNote } from './promptfoo-note.ts'

interface Unfit {
  readonly line: number
  readonly type: string
  readonly reason: string
  count: number
}

/** A file with a check of its own for every row would leave a list that nobody reads. */
const mostEvaluators = 200

/** The evaluators that the checks of an imported file become: equal checks are one, under a name that says what it does. */
export class ImportedEvaluators {
  readonly #names = new Map<string, string>()
  readonly #waiting: { name: string; definition: ImportedEvaluator['definition'] }[] = []
  readonly #unfit = new Map<string, Unfit>()

  /** The names of a row's evaluators, which are there once `make` has been called. */
  namesOf({ line, imported }: ImportedRow): readonly string[] {
    for (const { type, reason } of imported?.unfit ?? []) this.#countUnfit(type, reason, line)
    const names = (imported?.evaluators ?? []).flatMap((evaluator) => this.#nameOf(evaluator, line) ?? [])
    return [...new Set(names)]
  }

  async make({ evaluators }: DatasetsContext, author: { readonly project: string; readonly person: string }) {
    for (const { name, definition } of this.#waiting.splice(0)) {
      await evaluators.ensure(author, { name, definition, note: promptfooNote(definition) })
    }
  }

  /** Checks that became no evaluator, each kind once with its first line. */
  problems(): readonly RecordProblem[] {
    return Array.from(this.#unfit.values(), ({ line, type, reason, count }) => ({
      ...{ line, traceId: null, where: 'assert' },
      message: `${count === 1 ? 'The assertion' : `${count} assertions`} "${type}" became no evaluator: ${reason}`,
      fix: 'It is kept in the metadata of the row as imported_checks; make an evaluator for it',
    }))
  }

  #nameOf({ label, definition }: ImportedEvaluator, line: number): string | undefined {
    const text = evaluatorVersionText(definition)
    const known = this.#names.get(text)
    if (known !== undefined) return known
    if (this.#names.size >= mostEvaluators) {
      this.#countUnfit(label, `the file has over ${mostEvaluators} different checks`, line)
      return undefined
    }
    const name = `promptfoo-${label}-${sha256(text).slice(0, 8)}`
    this.#names.set(text, name)
    this.#waiting.push({ name, definition })
    return name
  }

  #countUnfit(type: string, reason: string, line: number): void {
    const key = `${type}\n${reason}`
    const found = this.#unfit.get(key) ?? { line, type, reason, count: 0 }
    found.count += 1
    this.#unfit.set(key, found)
  }
}
