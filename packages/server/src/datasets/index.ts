export { createDatasetsRoutes } from './datasets.routes.ts'
export type { Datasets, SelectedRows } from './datasets-door.ts'
export { openDatasets } from './open-datasets.ts'
export type { ActiveRows, RowTest } from './store/row-tests.ts'
