import type { Deployment, DeploymentGround } from '@pawl/core'
import type { Tone } from '../../ui/badge.tsx'

interface Word {
  readonly label: string
  readonly tone: Tone
  readonly meaning: string
}

export const groundWords: Readonly<Record<DeploymentGround, Word>> = {
  verdict: { label: 'Passed its gate', tone: 'ok', meaning: 'A verdict “pass” covered exactly this release.' },
  override: { label: 'By override', tone: 'warn', meaning: 'A person let it through without a pass.' },
  unprotected: { label: 'Unprotected', tone: 'warn', meaning: 'No active row could have stopped it; never a pass.' },
  returned: { label: 'Returned', tone: 'neutral', meaning: 'It was deployed here before.' },
}

export const kindWords: Readonly<Record<Deployment['kind'], string>> = {
  deploy: 'Deployed',
  promote: 'Promoted',
  roll_back: 'Rolled back',
}
