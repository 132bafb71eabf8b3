import { Link } from '@tanstack/react-router'
import { ChartLine, ListTree, type LucideIcon, MessagesSquare, Settings } from 'lucide-react'
import { Logo } from '../ui/logo.tsx'
import { DisplayMenu } from './display-menu.tsx'

interface Place {
  readonly to: '/traces' | '/sessions' | '/metrics' | '/settings'
  readonly label: string
  readonly icon: LucideIcon
}

const places: readonly Place[] = [
  { to: '/traces', label: 'Traces', icon: ListTree },
  { to: '/sessions', label: 'Sessions', icon: MessagesSquare },
  { to: '/metrics', label: 'Metrics', icon: ChartLine },
  { to: '/settings', label: 'Settings', icon: Settings },
]

const PlaceLink = ({ to, label, icon: Icon }: Place) => (
  <Link
    to={to}
    className="flex flex-1 flex-col items-center justify-center gap-0.5 rounded-lg text-2xs font-medium text-ink-3 hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-accent max-md:h-full md:h-12 md:w-15 md:flex-none"
    activeOptions={{ exact: false, includeSearch: false }}
  >
    <Icon aria-hidden size={17} strokeWidth={1.9} />
    {label}
  </Link>
)

/** A rail on the left; on a phone a bar at the bottom, where a thumb reaches it. */
export const Navigation = () => (
  <nav
    aria-label="Main"
    className="order-last flex h-14 shrink-0 items-center gap-1 border-t bg-surface px-2 py-1 md:order-first md:h-full md:w-18 md:flex-col md:border-t-0 md:border-r md:px-1.5 md:py-3"
  >
    <Link to="/traces" aria-label="Pawl, home" className="mb-2 hidden rounded-lg p-1 md:block">
      <Logo size={26} />
    </Link>
    {places.map((place) => (
      <PlaceLink key={place.to} {...place} />
    ))}
    <div className="md:mt-auto">
      <DisplayMenu />
    </div>
  </nav>
)
