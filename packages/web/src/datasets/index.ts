import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { parseDatasetSearch } from './dataset/dataset-search.ts'
export { parseNewRowSearch } from './editor/new-row-search.ts'
export { parseRowSearch } from './row/row-search.ts'
export { type DatasetSlots, DatasetSlotsProvider } from './slots.tsx'
export { AddListToDataset } from './trace-actions/add-list-to-dataset.tsx'
export { MakeRowOfSpan, MakeRowOfTrace } from './trace-actions/make-row.tsx'

export const DatasetsPage = lazyRouteComponent(() => import('./list/datasets-page.tsx'), 'DatasetsPage')
export const DatasetPage = lazyRouteComponent(() => import('./dataset/dataset-page.tsx'), 'DatasetPage')
export const RowPage = lazyRouteComponent(() => import('./row/row-page.tsx'), 'RowPage')
export const NewRowPage = lazyRouteComponent(() => import('./editor/row-editor-pages.tsx'), 'NewRowPage')
export const EditRowPage = lazyRouteComponent(() => import('./editor/row-editor-pages.tsx'), 'EditRowPage')

// Its step on the home page.
export const RowsStep = lazy(() => import('./home/rows-step.tsx').then((of) => ({ default: of.RowsStep })))
