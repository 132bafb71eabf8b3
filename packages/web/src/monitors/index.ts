import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { parseAlertsSearch, parseMonitorSearch, parseNewMonitorSearch } from './monitor-search.ts'
export { OpenAlertCount } from './open-alerts.tsx'

export const MonitorsPage = lazyRouteComponent(() => import('./list/monitors-page.tsx'), 'MonitorsPage')
export const MonitorPage = lazyRouteComponent(() => import('./page/monitor-page.tsx'), 'MonitorPage')
export const NewMonitorPage = lazyRouteComponent(() => import('./editor/editor-pages.tsx'), 'NewMonitorPage')
export const EditMonitorPage = lazyRouteComponent(() => import('./editor/editor-pages.tsx'), 'EditMonitorPage')
export const AlertsPage = lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage')
export const AlertPage = lazyRouteComponent(() => import('./alerts/alert-page.tsx'), 'AlertPage')
export const ChannelsPage = lazyRouteComponent(() => import('./channels/channels-page.tsx'), 'ChannelsPage')

// Its step on the home page.
export const MovedStep = lazy(() => import('./home/moved-step.tsx').then((of) => ({ default: of.MovedStep })))
