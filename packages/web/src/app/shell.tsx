import { useQuery } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, Outlet } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useRef } from 'react'
import { SignInPage, whoAmIQuery } from '../access/index.ts'
import { problemOf } from '../api/index.ts'
import { ShortcutsProvider } from '../ui/shortcuts.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { ToastRegion } from '../ui/toast.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { Navigation } from './navigation.tsx'
import { PaletteDoor, paletteKeys } from './palette/palette-door.tsx'
import { ServerBanner } from './server-banner.tsx'
import { StageSlots } from './stage-slots.tsx'
import { usePageTitle } from './use-page-title.ts'

/** What stands around every page, or the sign-in page in place of all. */
export function Shell() {
  const me = useQuery(whoAmIQuery)
  const needsKey = me.data ? me.data.keysExist && me.data.role === null : problemOf(me.error).status === 401
  if (needsKey) return <SignInPage />
  return (
    <TooltipProvider>
      <ShortcutsProvider more={[{ key: paletteKeys(), label: 'Search and commands' }]}>
        <PaletteDoor>
          <Frame />
        </PaletteDoor>
      </ShortcutsProvider>
      <ToastRegion />
    </TooltipProvider>
  )
}

/** The way about the product, and the page beside it. */
function Frame() {
  const page = useRef<HTMLElement>(null)
  usePageTitle(page)
  return (
    <div className="flex h-full flex-col md:flex-row">
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:border focus:bg-raised focus:px-3 focus:py-2 focus:shadow-pop"
        onClick={() => page.current?.focus()}
      >
        Skip to the page
      </button>
      <Navigation />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ServerBanner />
        <main ref={page} tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <StageSlots>
            <Outlet />
          </StageSlots>
        </main>
      </div>
    </div>
  )
}

export const NotFoundPage = () => (
  <EmptyState
    icon={Compass}
    title="No such page"
    action={
      <Link to="/traces" className="font-medium text-accent hover:underline">
        To the traces
      </Link>
    }
  >
    The address leads nowhere in Pawl.
  </EmptyState>
)

export const FailedPage = ({ error, reset }: ErrorComponentProps) => (
  <ErrorState isPage problem={problemOf(error)} onRetry={reset} />
)
