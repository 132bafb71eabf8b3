import { type DraftRequest, draftFromSpan, type JsonValue, type PromptDraft, restoreMedia } from '@pawl/core'
import { getBlobs, getSpan } from '../traces/index.ts'
import type { PromptsDeps } from './prompts-deps.ts'

/**
 * A prompt from a recorded model call, with its media as bytes: the trace that keeps them will be deleted one day.
 *
 * @throws AppError `not_found` for the span; `bad_request` when it is no model call or a mark does not fit
 */
export async function draftPrompt(
  { telemetry }: Pick<PromptsDeps, 'telemetry'>,
  project: string,
  { traceId, spanId, marks, ownMessages, model }: DraftRequest,
): Promise<PromptDraft> {
  const { canonical } = await getSpan({ telemetry }, project, { traceId, spanId })
  const draft = draftFromSpan(canonical, {
    marks,
    ...(ownMessages !== undefined && { ownMessages }),
    ...(model !== undefined && { model }),
  })
  const text = JSON.stringify(draft)
  const addresses = [...new Set([...text.matchAll(/pawl-blob:([0-9a-f]{64});/g)].flatMap(([, sha256]) => sha256 ?? []))]
  if (addresses.length === 0) return draft
  const blobs = await getBlobs({ telemetry }, project, addresses)
  return JSON.parse(text, (_, value: JsonValue) =>
    typeof value === 'string' ? restoreMedia(new Map([['', value]]), (sha256) => blobs.get(sha256)).get('') : value,
  ) as PromptDraft
}
