import { lazyRouteComponent } from '@tanstack/react-router'

export { parseCompareSearch, parseRunSearch, parseRunsSearch } from './run-search.ts'

export const RunsPage = lazyRouteComponent(() => import('./list/runs-page.tsx'), 'RunsPage')
export const RunPage = lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage')
export const ComparePage = lazyRouteComponent(() => import('./compare/compare-page.tsx'), 'ComparePage')
