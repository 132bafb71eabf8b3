import { useQuery } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, Outlet } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { SignInPage, whoAmIQuery } from '../access/index.ts'
import { problemOf } from '../api/index.ts'
import { ShortcutsProvider } from '../ui/shortcuts.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { ToastRegion } from '../ui/toast.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { IngestBanner } from './ingest-banner.tsx'
import { Navigation } from './navigation.tsx'
import { PaletteDoor, paletteKeys } from './palette/palette-door.tsx'
import { StageSlots } from './stage-slots.tsx'

/** What stands around every page, or the sign-in page in place of all. */
export function Shell() {
  const me = useQuery(whoAmIQuery)
  const needsKey = me.data ? me.data.keysExist && me.data.role === null : problemOf(me.error).status === 401
  if (needsKey) return <SignInPage />
  return (
    <TooltipProvider>
      <ShortcutsProvider more={[{ key: paletteKeys(), label: 'Search and commands' }]}>
        <PaletteDoor>
          <div className="flex h-full flex-col md:flex-row">
            <Navigation />
            <div className="flex min-h-0 min-w-0 flex-1 flex-col">
              <IngestBanner />
              <main className="min-h-0 flex-1">
                <StageSlots>
                  <Outlet />
                </StageSlots>
              </main>
            </div>
          </div>
        </PaletteDoor>
      </ShortcutsProvider>
      <ToastRegion />
    </TooltipProvider>
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
  <ErrorState problem={problemOf(error)} onRetry={reset} />
)
