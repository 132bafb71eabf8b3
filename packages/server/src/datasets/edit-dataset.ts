import { AppError, type DatasetEdit, type DatasetRevision, type DatasetView } from '@pawl/core'
import { isUniqueViolation } from '../platform/control/index.ts'
import { datasetNotFound, lockOpenDataset } from './change-dataset.ts'
import { nameTaken } from './create-dataset.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { getDataset } from './list-datasets.ts'
import { lockDataset, type StoredDataset, updateDataset } from './store/datasets.ts'

interface DatasetRequest {
  readonly project: string
  readonly dataset: string
  readonly person: string
}

/** @throws AppError `not_found`; `conflict` when it is archived or the new name is taken */
export async function editDataset(
  context: DatasetsContext,
  request: DatasetRequest & { readonly edit: DatasetEdit },
): Promise<DatasetView> {
  const { edit, person, project } = request
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
 * @throws AppError `not_found`; `conflict` when it has active rows and no reason is given
 */
export async function archiveDataset(
  context: DatasetsContext,
  request: DatasetRequest & { readonly reason: string },
): Promise<DatasetView> {
  const { reason } = request
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
