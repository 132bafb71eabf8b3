import type { StageParts, Stages } from './start-stages.ts'

/** Figures of what is stored, read when somebody collects. Of all projects together: whoever may read one may not learn of the others. */
export function watchRecords({ vitals: { meter }, disk }: StageParts, { alerts, gate, queue }: Stages): void {
  const openAlerts = meter.createObservableGauge('pawl.alerts.open', {
    description: 'Alerts that are not over',
    unit: '{alert}',
  })
  openAlerts.addCallback(async (result) => result.observe(await alerts.countOpen()))
  const gates = meter.createObservableGauge('pawl.gates', { description: 'Gates by status', unit: '{gate}' })
  gates.addCallback(async (result) => {
    for (const { status, count } of await gate.counts()) result.observe(count, { status })
  })
  const jobs = meter.createObservableGauge('pawl.jobs', { description: 'Jobs that wait or run', unit: '{job}' })
  jobs.addCallback(async (result) => {
    for (const { name, state, count } of await queue.counts()) result.observe(count, { 'pawl.job.name': name, state })
  })
  const free = meter.createObservableGauge('pawl.disk.free', {
    description: 'Free space of the data directory',
    unit: 'By',
  })
  free.addCallback((result) => {
    const { freeBytes } = disk.state()
    if (freeBytes !== null) result.observe(freeBytes)
  })
}
