import { isJsonObject, type JsonObject } from '../otlp/parse-json.ts'

export interface TranscriptScore {
  readonly name: string
  readonly value: number
}

/** What a line says about itself besides its messages: numeric scores apart, all the rest as it is. */
export interface LineFacts {
  readonly scores: readonly TranscriptScore[]
  readonly metadata: readonly (readonly [key: string, value: unknown])[]
}

/** Leaves out what becomes messages and tool definitions. Takes `reward`, `score` and the numbers of `scores` out of a line; what is not a number stays metadata. */
export function factsOf(line: JsonObject): LineFacts {
  const scores: TranscriptScore[] = []
  const metadata: [string, unknown][] = []
  for (const [key, value] of Object.entries(line)) {
    if (key === 'messages' || (key === 'tools' && Array.isArray(value))) continue
    if ((key === 'reward' || key === 'score') && typeof value === 'number') scores.push({ name: key, value })
    else if (key !== 'scores') metadata.push([key, value])
    else {
      const rest = takeScores(value, scores)
      if (rest !== undefined) metadata.push([key, rest])
    }
  }
  return { scores, metadata }
}

/** Moves the numbers of `{name: value}` or `[{name, value}]` into `scores` and returns what is left, if anything. */
function takeScores(value: unknown, scores: TranscriptScore[]): unknown {
  if (Array.isArray(value)) {
    const rest = value.filter((entry: unknown) => {
      if (!isJsonObject(entry) || typeof entry.name !== 'string' || typeof entry.value !== 'number') return true
      scores.push({ name: entry.name, value: entry.value })
      // An entry with more to say (an explanation, a label) is kept whole as well.
      return Object.keys(entry).length > 2
    })
    return rest.length === 0 ? undefined : rest
  }
  if (!isJsonObject(value)) return value
  const rest = Object.entries(value).filter(([name, score]) => {
    if (typeof score === 'number') scores.push({ name, value: score })
    return typeof score !== 'number'
  })
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}
