import { computeCost, type PriceOverride, type PromptParameters } from '@pawl/core'

export interface CallEstimate {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Where nothing says how long the answer may be: most are shorter, and the cap is settled by what it was. */
const usualLongestOutput = 4096
/** What a picture costs at most with the well-known providers, whatever the length of its base64. */
const tokensPerImage = 2000

interface Content {
  readonly messages: readonly { readonly parts: readonly { readonly type: string }[] }[]
  readonly parameters: PromptParameters
  readonly tools: readonly unknown[]
}

/** Tokens that a call may use: three characters to one, where English has four. */
export function estimateCall({ messages, parameters, tools }: Content): CallEstimate {
  let characters = tools.length === 0 ? 0 : JSON.stringify(tools).length
  let images = 0
  for (const part of messages.flatMap((message) => message.parts)) {
    if (part.type === 'blob' || part.type === 'uri' || part.type === 'file') images++
    else characters += JSON.stringify(part).length
  }
  const asked = parameters.max_tokens ?? parameters.max_completion_tokens
  return {
    inputTokens: Math.ceil(characters / 3) + images * tokensPerImage,
    outputTokens: typeof asked === 'number' ? asked : usualLongestOutput,
  }
}

interface PricedModel {
  /** As in a canonical span. */
  readonly provider: string
  readonly model: string
  readonly overrides: readonly PriceOverride[]
  readonly timeMs: number
}

/** Null where the model has no price. */
export function estimateCostUsd(estimate: CallEstimate, priced: PricedModel): number | null {
  const cost = computeCost({ ...priced, usage: { ...estimate, convention: 'inclusive' } })
  return cost?.totalUsd ?? null
}
