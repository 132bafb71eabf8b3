import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { parseAuditSearch } from './audit/audit-search.ts'
export { LiveMarks, LivePromptVersion } from './slots/live-marks.tsx'

export const ReleasesPage = lazyRouteComponent(() => import('./release/releases-page.tsx'), 'ReleasesPage')
export const EnvironmentPage = lazyRouteComponent(() => import('./release/environment-page.tsx'), 'EnvironmentPage')
export const AuditPage = lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage')
export const WebhooksPage = lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage')

// For pages of earlier stages, through their slots. Lazy, since those pages are seen without them.
export const DeployGatedRelease = lazy(() =>
  import('./slots/deploy-gated-release.tsx').then((of) => ({ default: of.DeployGatedRelease })),
)
export const ReleasePrompt = lazy(() =>
  import('./slots/release-prompt.tsx').then((of) => ({ default: of.ReleasePrompt })),
)

// Its step on the home page.
export const LiveStep = lazy(() => import('./home/live-step.tsx').then((of) => ({ default: of.LiveStep })))
