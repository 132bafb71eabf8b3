import { BrokenAnswer, type SdkResult } from './read-sdk-answer.ts'
import type { SdkContent, SdkStreamPart } from './sdk-types.ts'

export interface StreamReading {
  readonly onText: (delta: string) => void
  readonly startedAtMs: number
  readonly now: () => number
}

/**
 * Puts a streamed answer together.
 *
 * @throws the stream's own errors; BrokenAnswer when it ends without saying that it is finished
 */
export async function readSdkStream(
  stream: ReadableStream<SdkStreamPart>,
  { onText, startedAtMs, now }: StreamReading,
): Promise<SdkResult> {
  const pieces = new ContentPieces()
  let warnings: SdkResult['warnings'] = []
  let response: SdkResult['response']
  let timeToFirstTokenMs: number | null = null
  let finish: Extract<SdkStreamPart, { type: 'finish' }> | undefined
  for await (const part of stream) {
    if (timeToFirstTokenMs === null && firstTokens.has(part.type)) timeToFirstTokenMs = now() - startedAtMs
    pieces.add(part)
    if (part.type === 'error') throw part.error
    if (part.type === 'text-delta') onText(part.delta)
    else if (part.type === 'stream-start') warnings = part.warnings
    else if (part.type === 'response-metadata') response = { id: part.id, modelId: part.modelId }
    else if (part.type === 'finish') finish = part
  }
  if (finish === undefined) throw new BrokenAnswer('the stream ended before the answer was finished')
  const { finishReason, usage } = finish
  return { content: pieces.content, finishReason, usage, warnings, response, timeToFirstTokenMs }
}

const firstTokens: ReadonlySet<string> = new Set(['text-delta', 'reasoning-delta', 'tool-input-start', 'tool-call'])

/** Deltas belong to the block of their id; blocks stand in the order in which they began. */
class ContentPieces {
  readonly content: SdkContent[] = []
  readonly #blocks = new Map<string, TextBlock>()

  add(part: SdkStreamPart): void {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta': {
        const block = this.#block(part.type === 'text-delta' ? 'text' : 'reasoning', part.id)
        block.text += part.delta
        keepMetadata(block, part)
        return
      }
      case 'reasoning-end':
      case 'text-end':
        keepMetadata(this.#block(part.type === 'text-end' ? 'text' : 'reasoning', part.id), part)
        return
      case 'tool-call':
      case 'file':
        this.content.push(part)
    }
  }

  #block(type: 'text' | 'reasoning', id: string): TextBlock {
    const key = `${type} ${id}`
    const known = this.#blocks.get(key)
    if (known !== undefined) return known
    const block = { type, text: '' }
    this.#blocks.set(key, block)
    this.content.push(block)
    return block
  }
}

type TextBlock = Extract<SdkContent, { type: 'text' | 'reasoning' }>
type WithMetadata = Pick<TextBlock, 'providerMetadata'>

/** A signature comes with the last delta or with the end of its block. */
function keepMetadata(block: TextBlock, { providerMetadata }: WithMetadata): void {
  if (providerMetadata !== undefined) block.providerMetadata = providerMetadata
}
