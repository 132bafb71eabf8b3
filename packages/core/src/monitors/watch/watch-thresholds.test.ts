import { expect, it } from 'vitest'
import { monitorDefinitionSchema } from '../api/index.ts'
import { binsOf, shiftFinding, ThresholdWatch, toldAlarm } from './index.ts'
import { newStream } from './memory.ts'

const minute = 60_000
const definition = monitorDefinitionSchema.parse({
  name: 'errors',
  metric: { measure: 'error_rate' },
  rule: { kind: 'threshold', above: 0.2, windowMinutes: 30, leastObservations: 10 },
})
const settings = { metric: definition.metric, above: 0.2, windowMinutes: 30, leastObservations: 10 }
const scale = { limit: null, range: null }
/** A request a minute, of which these minutes failed. */
const bins = (minutes: number, failed: (at: number) => boolean) =>
  binsOf(
    Array.from({ length: minutes }, (_, at) => ({ atMs: at * minute, slice: '', value: failed(at) ? 1 : 0, count: 1 })),
    minute,
  )
const watch = () => new ThresholdWatch({ atMs: 0, scale, streams: [newStream('', 0)] }, settings)

it('crosses a bound by all that its window holds, once there is enough in it', () => {
  const rule = watch()
  const happened = bins(60, (at) => at >= 40).flatMap((bin) => rule.observe(bin))
  const first = happened[0]
  // 7 of the last 30 are more than a fifth.
  expect(first).toEqual({
    what: 'alarm',
    kind: 'threshold',
    slice: '',
    atMs: 47 * minute,
    direction: 'worse',
    observed: 30,
  })
  if (first?.what !== 'alarm') throw new Error('no alarm')
  const { shift } = toldAlarm(first, newStream('', 0), { placed: null, isQuiet: false })
  if (shift === null) throw new Error('no shift')
  const finding = shiftFinding('', shift, { definition, scale, nowMs: first.atMs })
  expect(finding).toMatchObject({ observed: 30, after: { fromMs: 17 * minute, toMs: 47 * minute + 1 } })
})

it('waits while too little is in the window', () => {
  const rule = watch()
  expect(bins(9, () => true).flatMap((bin) => rule.observe(bin))).toEqual([])
  expect(bins(10, () => true).flatMap((bin) => watch().observe(bin))).toEqual([])
})

it('is over after as long within its bounds as the window is', () => {
  const rule = watch()
  const all = bins(200, (at) => at >= 40 && at < 60)
  for (const [index, bin] of all.entries()) {
    for (const happening of rule.observe(bin)) {
      if (happening.what === 'recovery') {
        // The window had lost the failures but for a fifth at 84, and half an hour later it is over.
        expect(happening).toMatchObject({ backSinceMs: 83 * minute, atMs: 113 * minute })
        return
      }
      rule.tell(toldAlarm(happening, newStream('', 0), { placed: null, isQuiet: false }))
      expect(index).toBeLessThan(60)
    }
  }
  throw new Error('it was never over')
})
