import { AppError, type DatasetEdit, type DatasetRevision, type DatasetView } from '@pawl/core'
import { isUniqueViolation } from '../platform/control/index.ts'
import { datasetNotFound, lockOpenDataset } from './change-dataset.ts'
import { nameTaken } from './create-dataset.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { findDataset, getDataset } from './list-datasets.ts'
import { lockDataset, type StoredDataset, updateDataset } from './store/datasets.ts'

interface DatasetRequest {
  readonly project: string
  readonly dataset: string
  readonly person: string
}

/** @throws AppError `not_found`; `conflict` when it is archived, the new name is taken, or prompts know it by the old one */
export async function editDataset(
  context: DatasetsContext,
  request: DatasetRequest & { readonly edit: DatasetEdit },
): Promise<DatasetView> {
  const { edit, person, project } = request
  if (edit.name !== undefined) await assertMayRename(context, project, { dataset: request.dataset, to: edit.name })
  try {
    const id = await context.control.transaction(async (transaction) => {
      const dataset = await lockOpenDataset(transaction, request)
      const names = (Object.keys(edit) as (keyof DatasetEdit)[]).filter((name) => edit[name] !== dataset[name])
      if (names.length === 0) return dataset.id
      const note = names.map((name) => `${name}: ${shorten(dataset[name])} → ${shorten(edit[name] ?? '')}`).join('\n')
      const revision = nextRevision(dataset, { change: 'dataset_edited', who: person, at: context.now(), note })
      await updateDataset(transaction, { dataset: edited(dataset, edit), archivedAt: null, revision })
      return dataset.id
    })
    return await getDataset(context, project, id)
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(edit.name ?? '')
    throw error
  }
}

/**
 * Archives a dataset: it stays readable, keeps its name, takes no changes, and can be restored.
 *
 * @throws AppError `not_found`; `conflict` when it has active rows and no reason is given, or protects prompts and is
 * not forced with a reason
 */
export async function archiveDataset(
  context: DatasetsContext,
  request: DatasetRequest & { readonly reason: string; readonly force: boolean },
): Promise<DatasetView> {
  const { reason, force, project } = request
  const { name } = await findDataset(context, project, request.dataset)
  const prompts = force && reason !== '' ? [] : await protectedBy(context, project, name)
  if (prompts.length > 0) {
    throw new AppError('conflict', `The dataset ${name} protects ${prompts.join(', ')}.`, {
      where: 'force',
      fix: 'Take it out of what protects them first, or send `force` with a `reason`.',
    })
  }
  return await moveDataset(context, request, (dataset) => {
    if (dataset.archivedAt !== null) return null
    const { active } = dataset.rowCounts
    if (active > 0 && reason === '') {
      throw new AppError(
        'conflict',
        `${active} active ${active === 1 ? 'row protects' : 'rows protect'} nothing afterwards.`,
        {
          where: 'reason',
          fix: 'Say in `reason` why that is right.',
        },
      )
    }
    return { change: 'dataset_archived', note: reason, archivedAt: context.now().toISOString() }
  })
}

/** @throws AppError `not_found` */
export async function restoreDataset(context: DatasetsContext, request: DatasetRequest): Promise<DatasetView> {
  return await moveDataset(context, request, (dataset) =>
    dataset.archivedAt === null ? null : { change: 'dataset_restored', note: '', archivedAt: null },
  )
}

async function protectedBy({ findProtected }: DatasetsContext, project: string, dataset: string): Promise<string[]> {
  return (await Promise.all(findProtected.map((find) => find(project, dataset)))).flat()
}

/** Prompts name what protects them: under another name it would protect nothing. */
async function assertMayRename(
  context: DatasetsContext,
  project: string,
  { dataset, to }: { readonly dataset: string; readonly to: string },
): Promise<void> {
  const { name } = await findDataset(context, project, dataset)
  const prompts = name === to ? [] : await protectedBy(context, project, name)
  if (prompts.length === 0) return
  throw new AppError('conflict', `The dataset ${name} protects ${prompts.join(', ')} under this name.`, {
    where: 'name',
    fix: 'Take it out of what protects them first, and name it there anew.',
  })
}

interface Move {
  readonly change: DatasetRevision['change']
  readonly note: string
  readonly archivedAt: string | null
}

async function moveDataset(
  context: DatasetsContext,
  { project, dataset, person }: DatasetRequest,
  decide: (dataset: StoredDataset) => Move | null,
): Promise<DatasetView> {
  await context.control.transaction(async (transaction) => {
    const found = await lockDataset(transaction, project, dataset)
    if (found === undefined) throw datasetNotFound(project, dataset)
    const move = decide(found)
    if (move === null) return
    const revision = nextRevision(found, { ...move, who: person, at: context.now() })
    await updateDataset(transaction, { dataset: found, archivedAt: move.archivedAt, revision })
    const { active } = found.rowCounts
    if (move.archivedAt === null || active === 0) return
    const message = `The dataset ${found.name} is archived: ${active} active ${active === 1 ? 'row protects' : 'rows protect'} nothing`
    await context.audit.append(transaction, {
      ...{ project, action: 'dataset.archived', who: person, reason: move.note },
      details: { message, weakens: true, dataset: found.name, rowCount: active },
    })
  })
  return await getDataset(context, project, dataset)
}

function edited(dataset: StoredDataset, edit: DatasetEdit): StoredDataset {
  const { name = dataset.name, purpose = dataset.purpose, protects = dataset.protects } = edit
  return { ...dataset, name, purpose, protects, description: edit.description ?? dataset.description }
}

const longestShown = 200

const shorten = (text: string): string =>
  JSON.stringify(text.length > longestShown ? `${text.slice(0, longestShown)}…`.toWellFormed() : text)

const nextRevision = (
  dataset: StoredDataset,
  { change, who, at, note }: Pick<DatasetRevision, 'change' | 'who' | 'note'> & { readonly at: Date },
): DatasetRevision => ({
  revision: dataset.revision + 1,
  change,
  rowChanges: {},
  rowCounts: dataset.rowCounts,
  ...{ who, note, at: at.toISOString() },
})
