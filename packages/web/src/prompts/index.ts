import { lazyRouteComponent } from '@tanstack/react-router'

export { MakePromptAction } from './from-span/make-prompt-action.tsx'
export { parsePromptListSearch, parsePromptSearch } from './prompt-search.ts'

export const PromptsPage = lazyRouteComponent(() => import('./list/prompts-page.tsx'), 'PromptsPage')
export const PromptPage = lazyRouteComponent(() => import('./page/prompt-page.tsx'), 'PromptPage')
export const MakePromptPage = lazyRouteComponent(() => import('./from-span/make-prompt-page.tsx'), 'MakePromptPage')
