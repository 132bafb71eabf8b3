import { type DatasetList, type DatasetView, suggestDatasetName } from '@pawl/core'
import { datasetNotFound } from './change-dataset.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { type StoredDataset, selectDataset, selectDatasets } from './store/datasets.ts'
import { countProven } from './store/proofs.ts'

/** By name, each with how many of its rows are proven. */
export async function listDatasets(
  { control }: DatasetsContext,
  project: string,
  archived: 'exclude' | 'include' | 'only' = 'exclude',
): Promise<DatasetList['datasets']> {
  const datasets = await selectDatasets(control.db, project)
  const provenOf = await countProven(control.db, project)
  const isWanted = (dataset: StoredDataset) => {
    return archived === 'include' || (dataset.archivedAt !== null) === (archived === 'only')
  }
  return datasets
    .filter(isWanted)
    .map((dataset) => ({ ...toDatasetView(dataset), provenRows: provenOf.get(dataset.id) ?? 0 }))
}

/** @throws AppError `not_found` */
export async function getDataset(context: DatasetsContext, project: string, dataset: string): Promise<DatasetView> {
  return toDatasetView(await findDataset(context, project, dataset))
}

/** @throws AppError `not_found` */
export async function findDataset(
  { control }: Pick<DatasetsContext, 'control'>,
  project: string,
  dataset: string,
): Promise<StoredDataset> {
  const found = await selectDataset(control.db, project, dataset)
  if (found === undefined) throw datasetNotFound(project, dataset)
  return found
}

export const toDatasetView = (dataset: StoredDataset): DatasetView => ({
  ...dataset,
  nameSuggestion: suggestDatasetName(dataset),
})
