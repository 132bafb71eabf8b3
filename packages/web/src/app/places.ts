import {
  BellRing,
  ChartLine,
  FileCode2,
  FlaskConical,
  House,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Play,
  Radar,
  Rocket,
  Scale,
  ScrollText,
  Settings,
  ShieldCheck,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { OpenAlertCount } from '../monitors/index.ts'

export interface Place {
  readonly to:
    | '/'
    | '/traces'
    | '/sessions'
    | '/metrics'
    | '/monitors'
    | '/alerts'
    | '/datasets'
    | '/evaluators'
    | '/prompts'
    | '/runs'
    | '/gates'
    | '/releases'
    | '/audit'
    | '/settings'
  readonly label: string
  readonly icon: LucideIcon
  /** Further addresses that belong to the place. */
  readonly also?: string
  /** How many things wait there, beside its icon. */
  readonly count?: ComponentType
  /** After `g`: `g t` goes to the traces. */
  readonly letter: string
  /** Stands in the bar of a phone, which has room for four; the others are in its sheet. */
  readonly isOnPhoneBar?: true
}

export interface PlaceGroup {
  readonly label: string
  readonly places: readonly Place[]
}

/** Every place of the product, along its loop: what is seen, what protects, what ships, what is set. */
export const placeGroups: readonly PlaceGroup[] = [
  {
    label: 'Observe',
    places: [
      { to: '/', label: 'Home', icon: House, letter: 'h', isOnPhoneBar: true },
      { to: '/traces', label: 'Traces', icon: ListTree, letter: 't', isOnPhoneBar: true },
      { to: '/sessions', label: 'Sessions', icon: MessagesSquare, letter: 's' },
      { to: '/metrics', label: 'Metrics', icon: ChartLine, letter: 'm' },
      { to: '/monitors', label: 'Monitors', icon: Radar, letter: 'o' },
      {
        to: '/alerts',
        label: 'Alerts',
        icon: BellRing,
        letter: 'w',
        also: '/channels',
        isOnPhoneBar: true,
        count: OpenAlertCount,
      },
    ],
  },
  {
    label: 'Protect',
    places: [
      { to: '/datasets', label: 'Datasets', icon: ShieldCheck, letter: 'd', also: '/rows', isOnPhoneBar: true },
      { to: '/prompts', label: 'Prompts', icon: FileCode2, letter: 'p', also: '/make-prompt' },
      { to: '/evaluators', label: 'Evaluators', icon: FlaskConical, letter: 'e' },
      { to: '/runs', label: 'Runs', icon: Play, letter: 'r' },
    ],
  },
  {
    label: 'Release',
    places: [
      { to: '/gates', label: 'Gates', icon: Scale, letter: 'a' },
      { to: '/releases', label: 'Releases', icon: Rocket, letter: 'l' },
    ],
  },
  {
    label: 'Configure',
    places: [
      { to: '/audit', label: 'Audit', icon: ScrollText, letter: 'u' },
      { to: '/settings', label: 'Settings', icon: Settings, letter: ',', also: '/webhooks' },
    ],
  },
]

export const places: readonly Place[] = placeGroups.flatMap((group) => group.places)
