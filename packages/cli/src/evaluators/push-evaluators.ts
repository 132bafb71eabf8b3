import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import {
  AppError,
  type CheckedVersion,
  checkedVersionSchema,
  evaluatorDetailSchema,
  type NewEvaluator,
  readEvaluatorYaml,
} from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { findYamlFiles } from '../files/find-yaml-files.ts'
import { inFile } from '../files/in-file.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { evaluatorPath, fetchEvaluatorIfAny } from './evaluator-calls.ts'

interface PushedEvaluator {
  readonly file: string
  readonly version: CheckedVersion
  readonly status: 'new evaluator' | 'new version' | 'already there'
}

interface LocalEvaluator {
  readonly path: string
  readonly evaluator: NewEvaluator
}

/**
 * Makes every file the newest version of its evaluator. All are read before the first is sent.
 *
 * @returns whether all of them get their examples right
 */
export async function pushEvaluators(
  context: CommandContext,
  { paths, note }: { readonly paths: readonly string[]; readonly note: string | undefined },
): Promise<boolean> {
  const local: LocalEvaluator[] = []
  for (const path of await findYamlFiles(paths, { noun: 'evaluator', pattern: 'evaluators/*.yml' })) {
    local.push({ path, evaluator: await readEvaluatorFile(path) })
  }
  refuseTwins(local)
  const pushed: PushedEvaluator[] = []
  for (const { path, evaluator } of local) {
    const given = note === undefined ? evaluator : { ...evaluator, note }
    pushed.push({ file: path, ...(await push(context, given)) })
  }
  context.printResult({ evaluators: pushed }, () =>
    renderTable(pushed, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  const wrong = pushed.filter(({ version }) => !version.check.mayAttach)
  for (const { file, version } of wrong) context.note(`${file}: ${version.check.message}. It cannot be attached.`)
  return wrong.length === 0
}

/** @throws AppError `bad_request` with the file and the place in it */
export async function readEvaluatorFile(path: string, root = '.'): Promise<NewEvaluator> {
  const text = await readFile(resolve(root, path), 'utf8')
  return inFile(path, () => readEvaluatorYaml(text, basename(path).replace(/(?:\.evaluator)?\.ya?ml$/i, '')))
}

async function push({ api }: CommandContext, evaluator: NewEvaluator): Promise<Omit<PushedEvaluator, 'file'>> {
  const { name, ...version } = evaluator
  const known = await fetchEvaluatorIfAny(api, name)
  if (known === null) {
    const made = await api.fetchAnswer('/api/evaluators', evaluatorDetailSchema, { method: 'POST', body: evaluator })
    return { version: made.versions[0] as CheckedVersion, status: 'new evaluator' }
  }
  const added = await api.fetchAnswer(`${evaluatorPath(name)}/versions`, checkedVersionSchema, {
    method: 'POST',
    body: version,
  })
  return { version: added, status: added.number === known.versions[0]?.number ? 'already there' : 'new version' }
}

function refuseTwins(local: readonly LocalEvaluator[]): void {
  const byName = new Map<string, string>()
  for (const { path, evaluator } of local) {
    const other = byName.get(evaluator.name)
    if (other !== undefined) {
      throw new AppError('bad_request', `${other} and ${path} are both for the evaluator ${evaluator.name}.`, {
        fix: 'Push one of them, or give one another name in the file.',
      })
    }
    byName.set(evaluator.name, path)
  }
}

const colors = { 'new evaluator': 'green', 'new version': 'green', 'already there': 'dim' } as const

const columns: readonly Column<PushedEvaluator>[] = [
  { title: 'FILE', cell: ({ file }) => file, minWidth: 16 },
  { title: 'EVALUATOR', cell: ({ version }) => version.name, minWidth: 12 },
  { title: 'VERSION', cell: ({ version }) => String(version.number), align: 'right' },
  { title: 'EXAMPLES', cell: ({ version }) => version.check.state },
  { title: 'RESULT', cell: ({ status }) => status, color: ({ status }) => colors[status] },
]
