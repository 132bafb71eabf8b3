import { createContext, lazy, type ReactNode, Suspense, use, useEffect, useMemo, useState } from 'react'

const Palette = lazy(() => import('./palette.tsx').then((of) => ({ default: of.Palette })))

const OpenContext = createContext<() => void>(() => undefined)

export const useOpenPalette = () => use(OpenContext)

/** As its keys are written on this machine. */
export const paletteKeys = (): string => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K')

/** Opens the palette over any page, on Ctrl or Cmd with K, also while somebody types. */
export function PaletteDoor({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false)
  const open = useMemo(() => () => setIsOpen(true), [])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) return
      event.preventDefault()
      setIsOpen((wasOpen) => !wasOpen)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <OpenContext value={open}>
      {children}
      {isOpen ? (
        <Suspense>
          <Palette onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </OpenContext>
  )
}
