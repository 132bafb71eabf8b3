export { createDatasetsRoutes } from './datasets.routes.ts'
export type { Datasets } from './datasets-door.ts'
export { openDatasets } from './open-datasets.ts'
