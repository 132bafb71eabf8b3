import { randomUUID } from 'node:crypto'
import { AppError, type DatasetView, type NewDataset, newDatasetSchema } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'
import { toDatasetView } from './list-datasets.ts'
import { insertDataset, type StoredDataset } from './store/datasets.ts'

/** @throws AppError `conflict` when the name is taken */
export async function createDataset(
  { control, now }: DatasetsContext,
  request: { readonly project: string; readonly dataset: NewDataset; readonly person: string },
): Promise<DatasetView> {
  const at = now().toISOString()
  const dataset: StoredDataset = {
    ...newDatasetSchema.parse(request.dataset),
    id: randomUUID(),
    revision: 0,
    rowCounts: { draft: 0, active: 0, archived: 0 },
    createdAt: at,
    createdBy: request.person,
    updatedAt: at,
    archivedAt: null,
  }
  await control.transaction(async (transaction) => {
    if (!(await insertDataset(transaction, request.project, dataset))) throw nameTaken(dataset.name)
  })
  return toDatasetView(dataset)
}

export const nameTaken = (name: string): AppError =>
  new AppError('conflict', `There is a dataset ${name} already, perhaps an archived one.`, {
    where: 'name',
    fix: 'Choose another name, or restore the archived one.',
  })
