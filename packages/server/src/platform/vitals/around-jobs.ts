import { SpanKind } from '@opentelemetry/api'
import { createTimer, type Vitals } from './vitals.ts'

/** Times each attempt of a job by its name, and traces it. */
export function aroundJobs(vitals: Vitals): (name: string, attempt: () => Promise<void>) => Promise<void> {
  const timed = createTimer(vitals.meter, { name: 'pawl.job.duration', description: 'Attempts of jobs' })
  return (name, attempt) => {
    const attributes = { 'pawl.job.name': name }
    return timed(attributes, () =>
      vitals.inTrace({ name: `job ${name}`, kind: SpanKind.CONSUMER, attributes }, () => attempt()),
    )
  }
}
