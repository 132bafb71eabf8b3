import type { ExamplesState } from '@pawl/core'
import { Badge, type Tone } from '../../ui/badge.tsx'

const looks = {
  right: { tone: 'ok', label: 'Right', title: 'It fails what it must fail and passes what it must pass.' },
  wrong: {
    tone: 'error',
    label: 'Examples wrong',
    title: 'It gets an example of its own wrong: it cannot be attached to rows.',
  },
  unproven: {
    tone: 'warn',
    label: 'Unproven',
    title: 'It has no example that it must fail, or none that it must pass.',
  },
  unchecked: { tone: 'neutral', label: 'Not checked', title: 'Its examples were not run yet.' },
} as const satisfies Record<ExamplesState, { tone: Tone; label: string; title: string }>

export const ExamplesBadge = ({ state, count }: { readonly state: ExamplesState; readonly count: number }) => (
  <Badge tone={looks[state].tone} title={looks[state].title}>
    {state === 'right' ? `${count} ${count === 1 ? 'example' : 'examples'} right` : looks[state].label}
  </Badge>
)
