export { createDatasetsRoutes } from './datasets.routes.ts'
export type { Datasets, RowSelection, SelectedRows } from './datasets-door.ts'
export { type DatasetsDeps, openDatasets } from './open-datasets.ts'
