import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { changeChartMark, changeWordsOf } from './changes/change-marks.ts'
export { conditionsOf } from './filter/filter-conditions.ts'
export { type FilterSearch, parseFilterSearch, toApiFilter } from './filter/filter-search.ts'
export { parseTraceListSearch } from './filter/list-search.ts'
export { groupLabels, metadataKeyOf, metricGroupNames, parseMetricsSearch } from './metrics/metrics-search.ts'
export { parseSessionsSearch } from './sessions/sessions-search.ts'
export {
  type ListActionProps,
  type SpanActionProps,
  type TraceActionProps,
  type TraceSlots,
  TraceSlotsProvider,
} from './slots.tsx'
export { Conversation } from './span/conversation.tsx'
export { Fold } from './span/fold.tsx'
export { JsonOrText } from './span/json-or-text.tsx'
export { parseTraceSearch } from './trace/trace-search.ts'
export { scoreNamesQuery } from './trace-queries.ts'

export const TracesPage = lazyRouteComponent(() => import('./list/traces-page.tsx'), 'TracesPage')
export const TracePage = lazyRouteComponent(() => import('./trace/trace-page.tsx'), 'TracePage')
export const SessionsPage = lazyRouteComponent(() => import('./sessions/sessions-page.tsx'), 'SessionsPage')
export const SessionPage = lazyRouteComponent(() => import('./sessions/session-page.tsx'), 'SessionPage')
export const MetricsPage = lazyRouteComponent(() => import('./metrics/metrics-page.tsx'), 'MetricsPage')

// For pages of later stages. Lazy, since a page that imports this door would load all they stand on.
export const TraceContent = lazy(() => import('./span/trace-content.tsx').then((of) => ({ default: of.TraceContent })))
export const Documents = lazy(() => import('./span/documents.tsx').then((of) => ({ default: of.Documents })))
export const FilterChips = lazy(() => import('./filter/filter-chips.tsx').then((of) => ({ default: of.FilterChips })))

// Its step on the home page.
export const FailingStep = lazy(() => import('./home/failing-step.tsx').then((of) => ({ default: of.FailingStep })))
export const UntilFirstTrace = lazy(() =>
  import('./first-trace/until-first-trace.tsx').then((of) => ({ default: of.UntilFirstTrace })),
)
