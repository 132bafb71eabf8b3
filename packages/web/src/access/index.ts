import { lazyRouteComponent } from '@tanstack/react-router'

export { whoAmIQuery } from './access-queries.ts'
export { SignInPage } from './sign-in-page.tsx'
export { useProjects } from './use-projects.ts'
export const SettingsPage = lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage')
