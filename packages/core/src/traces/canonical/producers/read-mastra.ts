import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'

/** Mastra: 1.x under a name that has the span's type in it, 0.x under plain names. */
export function readMastra(draft: SpanDraft): void {
  const { attributes } = draft
  const type = draft.facts.text('mastraType') ?? ''
  fillInput(draft, attributes.get(`mastra.${type}.input`) ?? attributes.get('input'))
  fillOutput(draft, attributes.get(`mastra.${type}.output`) ?? attributes.get('output'))
}
