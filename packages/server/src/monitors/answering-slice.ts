import type { AlertSlice, MonitorDefinition, MonitorMemory } from '@pawl/core'

/** Of what answers there is no whole: what answers most is shown. */
export function answeringSlice(memory: MonitorMemory | null, { metric }: MonitorDefinition): AlertSlice | null {
  if (metric.measure !== 'response_model') return null
  const [most] = (memory?.streams ?? [])
    .filter(({ slice }) => !slice.startsWith('fingerprint:'))
    .sort((a, b) => (b.answers?.share ?? 0) - (a.answers?.share ?? 0))
  return { key: 'model', value: most?.slice ?? '' }
}
