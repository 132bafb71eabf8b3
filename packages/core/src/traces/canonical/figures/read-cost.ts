import type { Cost, JsonValue } from '../canonical-span.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isObject, type JsonObject, numberOf, toJson } from '../values/json-value.ts'

/** What the producer says the span cost, in US dollars. Nothing is computed here. */
export function readCost(draft: SpanDraft): Cost | undefined {
  if (draft.cost !== undefined) return draft.cost
  const { attributes, facts } = draft
  const langfuse = toJson(attributes.get('langfuse.observation.cost_details'))
  if (isObject(langfuse)) {
    const cost = costOfObject(langfuse)
    if (cost !== undefined) return cost
  }
  const reported = reportedCost({
    total: facts.number('costTotal'),
    input: facts.number('costInput'),
    output: facts.number('costOutput'),
  })
  if (reported !== undefined) return reported
  const mlflow = toJson(attributes.get('mlflow.llm.cost'))
  return isObject(mlflow) ? costOfObject(mlflow) : undefined
}

/** `{input, output, total}`, with or without a suffix (`input_cost`), as Langfuse and MLflow write them. */
function costOfObject(value: JsonObject): Cost | undefined {
  let total: number | undefined
  let sum: number | undefined
  let input: number | undefined
  let output: number | undefined
  for (const key of Object.keys(value)) {
    const usd = numberOf(value[key] as JsonValue)
    if (usd === undefined) continue
    if (key.startsWith('total')) {
      total = usd
      continue
    }
    sum = (sum ?? 0) + usd
    if (key.startsWith('input') || key.startsWith('prompt')) input = (input ?? 0) + usd
    if (key.startsWith('output') || key.startsWith('completion')) output = (output ?? 0) + usd
  }
  return reportedCost({ total: total ?? sum, input, output })
}

export interface ReportedUsd {
  readonly total: number | undefined
  readonly input?: number | undefined
  readonly output?: number | undefined
}

export function reportedCost({ total, input, output }: ReportedUsd): Cost | undefined {
  const inputUsd = usdOf(input)
  const outputUsd = usdOf(output)
  const parts = inputUsd === undefined && outputUsd === undefined ? undefined : (inputUsd ?? 0) + (outputUsd ?? 0)
  const totalUsd = usdOf(total) ?? usdOf(parts)
  if (totalUsd === undefined) return undefined
  return {
    totalUsd,
    ...(inputUsd !== undefined && { inputUsd }),
    ...(outputUsd !== undefined && { outputUsd }),
    source: 'reported',
  }
}

function usdOf(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && Number.isFinite(value) ? value : undefined
}
