import type { Attributes, OtlpSpan } from '../../otlp/index.ts'
import type { CanonicalSpan, SpanError } from '../canonical-span.ts'
import type { SpanDraft } from '../span-draft.ts'
import { toText } from '../values/json-value.ts'

export interface SpanOutcome {
  readonly status: CanonicalSpan['status']
  readonly error?: SpanError
}

/**
 * Whether the span failed, and how. Many producers leave the OTLP status unset and say it in an attribute, a level or an
 * exception event. An explicit OK outranks an exception event: then somebody handled it.
 */
export function readOutcome(draft: SpanDraft): SpanOutcome {
  const { span } = draft.source
  const exception = lastException(span)
  const isError =
    span.status.code === 2 ||
    saysError(draft) ||
    (span.status.code !== 1 && (exception !== undefined || draft.error !== undefined))
  if (!isError) return { status: span.status.code === 1 ? 'ok' : 'unset' }
  return { status: 'error', error: describeError(draft, exception) }
}

function saysError({ facts }: SpanDraft): boolean {
  return (
    facts.text('level')?.toUpperCase() === 'ERROR' ||
    facts.text('errorType') !== undefined ||
    facts.text('success')?.toLowerCase() === 'false'
  )
}

function describeError(draft: SpanDraft, exception: Attributes | undefined): SpanError {
  const { facts, source, error } = draft
  const type =
    facts.text('errorType') ??
    toText(exception?.get('exception.type')) ??
    facts.text('exceptionType') ??
    error?.type ??
    ''
  const message =
    nonEmpty(source.span.status.message) ??
    toText(exception?.get('exception.message')) ??
    facts.text('exceptionMessage') ??
    facts.text('statusMessage') ??
    flagless(facts.text('errorMessage')) ??
    error?.message ??
    ''
  const stack = toText(exception?.get('exception.stacktrace')) ?? facts.text('exceptionStack') ?? error?.stack
  return stack === undefined ? { type, message } : { type, message, stack }
}

function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** OpenTracing had `error: true`, which says nothing more. */
function flagless(text: string | undefined): string | undefined {
  return text === 'true' ? undefined : text
}

/** The last one: earlier ones may have been retried. */
function lastException(span: OtlpSpan): Attributes | undefined {
  for (let at = span.events.length - 1; at >= 0; at--) {
    const event = span.events[at]
    if (event?.name === 'exception') return event.attributes
  }
  return undefined
}
