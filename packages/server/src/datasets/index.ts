export { createDatasetsRoutes } from './datasets.routes.ts'
export type { Datasets, SelectedRows } from './datasets-door.ts'
export { openDatasets } from './open-datasets.ts'
