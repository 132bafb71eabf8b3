import type { ModelRequest } from './model-script.ts'

const dimensions = 64

/** Embeddings of a request's texts: texts that share words are near each other. */
export function embeddings(request: ModelRequest): object {
  const { input } = request.body
  const texts = (Array.isArray(input) ? input : [input]).map(String)
  const tokens = Math.ceil(texts.join('').length / 4)
  return {
    object: 'list',
    model: request.model,
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

/** Counts words in buckets and makes the length 1. */
function vectorOf(text: string): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const bucket = bucketOf(word)
    vector[bucket] = (vector[bucket] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

function bucketOf(word: string): number {
  let hash = 0
  for (const char of word) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0
  return (hash >>> 0) % dimensions
}
