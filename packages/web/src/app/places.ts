import {
  ChartLine,
  FileCode2,
  FlaskConical,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Play,
  Rocket,
  Scale,
  ScrollText,
  Settings,
  ShieldCheck,
} from 'lucide-react'

export interface Place {
  readonly to:
    | '/traces'
    | '/sessions'
    | '/metrics'
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
      { to: '/traces', label: 'Traces', icon: ListTree, letter: 't', isOnPhoneBar: true },
      { to: '/sessions', label: 'Sessions', icon: MessagesSquare, letter: 's', isOnPhoneBar: true },
      { to: '/metrics', label: 'Metrics', icon: ChartLine, letter: 'm', isOnPhoneBar: true },
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
