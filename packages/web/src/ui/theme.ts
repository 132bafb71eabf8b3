import { createChoice, usePreference } from './preference.ts'
import { useMediaQuery } from './use-media-query.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

// `public/theme.js` reads the same key before the first paint.
const themePreference = createChoice<ThemeChoice>('pawl.theme', ['system', 'light', 'dark'])

function apply(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
}

themePreference.subscribe(() => apply(themePreference.get()))

export const useThemeChoice = () => usePreference(themePreference)

/** What is on the screen: canvas drawings must be redone when it changes. */
export function useShownTheme(): 'light' | 'dark' {
  const [choice] = useThemeChoice()
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)')
  if (choice !== 'system') return choice
  return systemIsDark ? 'dark' : 'light'
}
