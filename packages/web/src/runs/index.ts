import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { parseCompareSearch, parseRunSearch, parseRunsSearch } from './run-search.ts'

export const RunsPage = lazyRouteComponent(() => import('./list/runs-page.tsx'), 'RunsPage')
export const RunPage = lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage')
export const ComparePage = lazyRouteComponent(() => import('./compare/compare-page.tsx'), 'ComparePage')

// For pages of later stages. Lazy, since a page that imports this door would load all they stand on.
export const ComparedOutputs = lazy(() =>
  import('./compare/compared-outputs.tsx').then((of) => ({ default: of.ComparedOutputs })),
)

export const RunsOfRowPanel = lazy(() => import('./row/runs-of-row.tsx').then((of) => ({ default: of.RunsOfRowPanel })))
