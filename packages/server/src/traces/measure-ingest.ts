import type { Meter } from '@opentelemetry/api'
import { createTimer } from '../platform/vitals/index.ts'
import type { BodyBudget, IngestOutcome, IngestRequest } from './receiver/index.ts'

interface Ingest {
  ingest(request: IngestRequest): Promise<IngestOutcome>
}

/** Seconds; an answer later than the last one is a fault. */
const ackBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts what comes in by OTLP, and how long it takes from the whole body to durable rows. */
export function measureIngest(ingest: Ingest, meter: Meter): Ingest {
  const timed = createTimer(meter, {
    name: 'pawl.ingest.ack.duration',
    description: 'From the whole body of an export to its durable rows',
    boundaries: ackBoundaries,
  })
  const counters = {
    traces: meter.createCounter('pawl.ingest.spans', { description: 'Spans that came in', unit: '{span}' }),
    logs: meter.createCounter('pawl.ingest.log_records', { description: 'Log records that came in', unit: '{record}' }),
  }
  const accepted = { outcome: 'accepted' }
  const rejected = { outcome: 'rejected' }
  return {
    async ingest(request) {
      const { signal } = request
      const outcome = await timed({ signal }, () => ingest.ingest(request))
      counters[signal].add(outcome.acceptedCount, accepted)
      if (outcome.rejectedCount > 0) counters[signal].add(outcome.rejectedCount, rejected)
      return outcome
    },
  }
}

/** Bytes of exports from their first byte until they are answered. */
export function watchBudget(meter: Meter, budget: Pick<BodyBudget, 'heldBytes'>): void {
  meter
    .createObservableGauge('pawl.ingest.queue.size', { description: 'Bodies of exports under way', unit: 'By' })
    .addCallback((result) => result.observe(budget.heldBytes))
}
