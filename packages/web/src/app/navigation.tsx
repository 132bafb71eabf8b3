import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { Ellipsis, Search } from 'lucide-react'
import { Fragment, useState } from 'react'
import { cx } from '../ui/class-names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Logo } from '../ui/logo.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { useIsPhone } from '../ui/use-media-query.ts'
import { DisplayMenu } from './display-menu.tsx'
import { paletteKeys, useOpenPalette } from './palette/palette-door.tsx'
import { type Place, placeGroups, places } from './places.ts'
import { ProjectMenu } from './project-menu.tsx'

const barButton =
  'flex h-full flex-1 flex-col items-center justify-center gap-0.5 rounded-lg text-2xs font-medium text-ink-3 hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-accent'

// Fourteen places, the search, the project and the theme fit 760 px; a lower window scrolls.
const railItem = cx(barButton, 'h-10! w-15 flex-none!')

function SearchButton({ className }: { readonly className: string }) {
  const open = useOpenPalette()
  return (
    <button type="button" title={`Search and commands (${paletteKeys()})`} className={className} onClick={open}>
      <Search aria-hidden size={17} strokeWidth={1.9} className="shrink-0" />
      Search
    </button>
  )
}

interface PlaceLinkProps {
  readonly place: Place
  readonly className: string
}

/** Whether an address is the place itself, or below it. */
const isAt = (path: string, { to, also }: Place): boolean =>
  [to, also].some((start) => start !== undefined && `${path}/`.startsWith(`${start}/`))

function PlaceLink({ place, className }: PlaceLinkProps) {
  const isCurrent = useRouterState({ select: (state) => isAt(state.location.pathname, place) })
  const { to, label, icon: Icon, count: Count } = place
  return (
    <Link
      to={to}
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
      className={className}
      activeOptions={{ exact: false, includeSearch: false }}
    >
      <span className="relative shrink-0">
        <Icon aria-hidden size={17} strokeWidth={1.9} />
        {Count ? <Count /> : null}
      </span>
      {label}
    </Link>
  )
}

/** A rail on the left; on a phone a bar at the bottom, where a thumb reaches it. */
export function Navigation() {
  const navigate = useNavigate()
  useShortcuts(
    places.map(({ to, label, letter }) => ({
      key: `g ${letter}`,
      label: `Go to ${label.toLowerCase()}`,
      run: () => void navigate({ to }),
    })),
  )
  return useIsPhone() ? <PhoneBar /> : <Rail />
}

const Rail = () => (
  <nav
    aria-label="Main"
    className="order-first flex h-full w-18 shrink-0 flex-col items-center gap-0.5 overflow-y-auto border-r bg-surface px-1.5 pt-3 pb-2 [scrollbar-width:none]"
  >
    <Link to="/" aria-label="Pawl, home" className="mb-1 shrink-0 rounded-lg p-1">
      <Logo size={26} />
    </Link>
    <SearchButton className={railItem} />
    {placeGroups.map(({ label, places: members }, index) => (
      <Fragment key={label}>
        {index > 0 ? <hr className="my-0.5 w-8 shrink-0 border-t" /> : null}
        {members.map((place) => (
          <PlaceLink key={place.to} place={place} className={railItem} />
        ))}
      </Fragment>
    ))}
    <div className="mt-auto flex w-full flex-col items-center gap-0.5 pt-1">
      <ProjectMenu className="max-w-full truncate rounded px-1 py-0.5 text-2xs text-ink-3 hover:bg-hover hover:text-ink" />
      <DisplayMenu />
    </div>
  </nav>
)

function PhoneBar() {
  const [isOpen, setIsOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const onBar = places.filter((place) => place.isOnPhoneBar)
  const isElsewhere = !onBar.some((place) => isAt(path, place))
  return (
    <nav aria-label="Main" className="order-last flex h-14 shrink-0 items-center gap-1 border-t bg-surface px-2 py-1">
      {onBar.map((place) => (
        <PlaceLink key={place.to} place={place} className={barButton} />
      ))}
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className={cx(barButton, isElsewhere && 'bg-selected text-accent!')}
        onClick={() => setIsOpen(true)}
      >
        <Ellipsis aria-hidden size={17} strokeWidth={1.9} />
        More
      </button>
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title="Go to" shape="sheet">
        <MorePlaces onGo={() => setIsOpen(false)} />
      </Dialog>
    </nav>
  )
}

const MorePlaces = ({ onGo }: { readonly onGo: () => void }) => (
  <div className="space-y-4">
    {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: closes the sheet after the button inside was pressed, by key as well. */}
    <div onClick={onGo}>
      <SearchButton className="flex h-11 w-full items-center gap-2.5 rounded-lg border px-2.5 text-sm font-medium text-ink-2 hover:bg-hover" />
    </div>
    {placeGroups.map(({ label, places: members }) => (
      <section key={label}>
        <h3 className="mb-1 text-2xs font-medium text-ink-3">{label}</h3>
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: closes the sheet after the link inside was followed, by key as well. */}
        <div className="grid grid-cols-2 gap-1" onClick={onGo}>
          {members.map((place) => (
            <PlaceLink
              key={place.to}
              place={place}
              className="flex h-11 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-ink-2 hover:bg-hover aria-[current=page]:bg-selected aria-[current=page]:text-accent"
            />
          ))}
        </div>
      </section>
    ))}
    <div className="flex items-center gap-2 border-t pt-3 text-ink-2">
      <DisplayMenu /> Theme and time zone
      <ProjectMenu className="ml-auto h-11 max-w-40 truncate rounded-lg border px-2.5 text-sm font-medium hover:bg-hover" />
    </div>
  </div>
)
