import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { gateListQuery, isUnderWay } from './gate-queries.ts'
export { parseGateSearch, parseGatesSearch } from './gate-search.ts'
export { GateBadge, ReleaseName, releaseText, TargetLink, versionText } from './marks/gate-marks.tsx'
export { reasonText, whyOf } from './marks/reason-text.ts'
export { Weakenings } from './marks/weakenings.tsx'
export { type GateActionProps, type GateSlots, GateSlotsProvider } from './slots.tsx'
export { requestOf } from './start/release-request.ts'
export { useReasonTexts, useRowNames } from './use-row-names.ts'

export const GatesPage = lazyRouteComponent(() => import('./list/gates-page.tsx'), 'GatesPage')
export const GatePage = lazyRouteComponent(() => import('./page/gate-page.tsx'), 'GatePage')

// For pages of later stages. Lazy, since a page that imports this door would load all they stand on.
export const StartGateDialog = lazy(() =>
  import('./start/start-gate-dialog.tsx').then((of) => ({ default: of.StartGateDialog })),
)
export const PolicyPanel = lazy(() => import('./policy/policy-panel.tsx').then((of) => ({ default: of.PolicyPanel })))

// Its step on the home page.
export const GatesStep = lazy(() => import('./home/gates-step.tsx').then((of) => ({ default: of.GatesStep })))
