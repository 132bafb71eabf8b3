import { lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'

export { MakePromptAction } from './from-span/make-prompt-action.tsx'
export { parsePromptListSearch, parsePromptSearch } from './prompt-search.ts'
export { type PromptSlots, PromptSlotsProvider } from './slots.tsx'

export const PromptsPage = lazyRouteComponent(() => import('./list/prompts-page.tsx'), 'PromptsPage')
export const PromptPage = lazyRouteComponent(() => import('./page/prompt-page.tsx'), 'PromptPage')
export const MakePromptPage = lazyRouteComponent(() => import('./from-span/make-prompt-page.tsx'), 'MakePromptPage')

// For pages of later stages. Lazy, since a page that imports this door would load all they stand on.
export const PromptVersionDiff = lazy(() =>
  import('./versions/version-diff-view.tsx').then((of) => ({ default: of.VersionDiffView })),
)
