import { type ProviderKind, wellKnownProviders } from '@pawl/core'

export type WellKnownProvider = (typeof wellKnownProviders)[number]

interface ProviderFacts {
  readonly baseUrl: string
  readonly keyVariable: string
  /** Small and cheap: what a test asks. */
  readonly testModel: string
}

export const factsOf = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    testModel: 'gpt-4o-mini',
  },
  anthropic: {
    baseUrl: 'https://api.anthropic.com/v1',
    keyVariable: 'ANTHROPIC_API_KEY',
    testModel: 'claude-haiku-4-5',
  },
  google: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    testModel: 'gemini-2.5-flash-lite',
  },
} as const satisfies Record<WellKnownProvider, ProviderFacts>

export const isWellKnown = (name: string): name is WellKnownProvider =>
  wellKnownProviders.some((provider) => provider === name)

export const kindOf = (name: string): ProviderKind => (isWellKnown(name) ? name : 'openai-compatible')
