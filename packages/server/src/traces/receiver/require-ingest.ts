import { AppError } from '@pawl/core'
import type { IngestCaller } from './ingest-port.ts'

/** @throws AppError `forbidden` when the caller's key may not send telemetry */
export function requireIngest(caller: IngestCaller): IngestCaller {
  if (caller.canIngest) return caller
  throw new AppError('forbidden', 'This key may not send telemetry', {
    fix: 'Use a key with the role ingest or editor',
  })
}
