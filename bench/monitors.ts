import { alertSlices, learnReference, locateChange, ShiftDetector, type ShiftReference } from '@pawl/core'
import { measureIngestCost } from './monitor-simulation/ingest-cost.ts'
import { delays, observeUntilAlarm, runLength, shiftAt } from './monitor-simulation/streams.ts'
import { option, quantile, random, report } from './workload.ts'

// How soon a shift is seen, and how often one that is none, over simulated streams of passes and fails.
const streams = option('streams', { full: 5_000, smoke: 20 })
const references = option('references', { full: 1_000, smoke: 10 })

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

for (const [before, after] of [
  [0.05, 0.15],
  [0.05, 0.1],
  [0.1, 0.2],
  [0.02, 0.1],
] as const) {
  const name = `${before}_${after}`
  report(`monitors.delay.${name}`, mean(delays({ before, after }, { streams, next: random(41) })), 'requests')
  report(`monitors.run_length.${name}`, runLength(before, { streams, next: random(42) }), 'requests')
}

const next = random(43)
const learnt = (rate: number): ShiftReference => {
  let sum = 0
  for (let at = 0; at < 500; at++) sum += next() < rate ? 1 : 0
  const reference = learnReference({ sum, count: 500 })
  if (reference === null) throw new Error('500 observations are enough to learn from')
  return reference
}
let longEnough = 0
for (let index = 0; index < references; index++) {
  if (runLength(0.05, { streams: 40, next }, learnt(0.05)) >= 1_000) longEnough++
}
report('monitors.learned_arl_share', longEnough / references, 'ratio')
const learnedDelays = delays({ before: 0.05, after: 0.15 }, { streams, next }, () => learnt(0.05))
report('monitors.learned_delay', mean(learnedDelays), 'requests')

// Ten of two hundred slices shift; an alert counts once, at the place where it was raised.
const [sliceCount, shiftedCount, horizon] = [200, 10, 1_000]
let [alerts, falseAlerts, seen] = [0, 0, 0]
const rounds = Math.max(1, Math.round(streams / 50))
for (let round = 0; round < rounds; round++) {
  const detectors = Array.from(
    { length: sliceCount },
    () => new ShiftDetector({ reference: { high: 0.05, low: 0.05 } }),
  )
  const alerted = new Set<number>()
  for (let at = 0; at < horizon; at++) {
    for (const [slice, detector] of detectors.entries()) {
      const isShifted = slice < shiftedCount && at >= shiftAt
      detector.observe(next() < (isShifted ? 0.15 : 0.05) ? 1 : 0)
    }
    const evidence = detectors.map((detector, slice) => ({ slice: String(slice), evidence: detector.evidence }))
    for (const { slice } of alertSlices(evidence, { watched: sliceCount, horizon })) {
      if (alerted.has(Number(slice))) continue
      alerted.add(Number(slice))
      alerts++
      if (Number(slice) >= shiftedCount || at < shiftAt) falseAlerts++
      else seen++
    }
  }
}
report('monitors.false_alerts', falseAlerts / Math.max(1, alerts), 'ratio')
report('monitors.shifted_slices_seen', seen / (rounds * shiftedCount), 'ratio')

const errors: { readonly atAlarm: number[]; readonly later: number[] } = { atAlarm: [], later: [] }
const reference = { high: 0.05, low: 0.05 }
while (errors.later.length < streams) {
  const values: number[] = []
  const draw = (at: number) => {
    const value = next() < (at < shiftAt ? 0.05 : 0.15) ? 1 : 0
    values.push(value)
    return value
  }
  const alarmAt = observeUntilAlarm(new ShiftDetector({ reference }), draw)
  if (alarmAt <= shiftAt) continue
  const place = () => Math.abs((locateChange({ values, reference, direction: 'worse' })?.index ?? 0) - shiftAt)
  errors.atAlarm.push(place())
  for (let more = 0; more < 100; more++) draw(alarmAt + more)
  errors.later.push(place())
}
report('monitors.locate_error.at_alarm', quantile(errors.atAlarm, 0.5), 'requests')
report('monitors.locate_error', quantile(errors.later, 0.5), 'requests')

await measureIngestCost({
  spansPerRun: option('spans', { full: 200_000, smoke: 2_000 }),
  connections: option('connections', { full: 8, smoke: 4 }),
  spansPerRequest: option('batch', { full: 512, smoke: 64 }),
})
process.exit(0)
