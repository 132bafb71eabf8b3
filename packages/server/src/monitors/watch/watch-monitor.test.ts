import { dayMs, hourMs, minuteMs, seededStream } from '@pawl/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type SimulatedEvent, SimulatedTraffic } from './testing/simulated-traffic.ts'
import { watchRounds } from './testing/watch-rounds.ts'

/** A Monday. */
const startMs = Date.UTC(2026, 5, 1)
const errorRate = { metric: { measure: 'error_rate' } } as const
const every = (periodMs: number, days: number, fromDay = 0) =>
  Array.from(
    { length: Math.floor(((days - fromDay) * dayMs) / periodMs) },
    (_, index) => startMs + fromDay * dayMs + (index + 1) * periodMs,
  )

interface Traffic {
  readonly seed: string
  readonly days: number
  readonly perDay: number
  readonly rateAt: (atMs: number) => number
  readonly sliceOf?: (random: number) => string
}

function traffic({ seed, days, perDay, rateAt, sliceOf }: Traffic): SimulatedEvent[] {
  const next = seededStream(seed)
  const events: SimulatedEvent[] = []
  for (let atMs = startMs; ; ) {
    atMs += (-Math.log(1 - next()) * dayMs) / perDay
    if (atMs >= startMs + days * dayMs) return events
    const slice = sliceOf?.(next())
    events.push({ atMs, value: next() < rateAt(atMs) ? 1 : 0, ...(slice === undefined ? {} : { slice }) })
  }
}

/** Nights are worse than days by twice this, weekends than weeks by as much. */
const seasonal = (base: number, swing: number) => (atMs: number) => {
  const hour = (atMs / hourMs) % 24
  const isWeekend = Math.floor(atMs / dayMs + 3) % 7 >= 5
  return base + swing * Math.cos((2 * Math.PI * hour) / 24) + (isWeekend ? swing : 0)
}

it('raises no alert in weeks of days, nights and weekends, from the first day on', async () => {
  for (const [perDay, seed] of [
    [50, 'a'],
    [50, 'b'],
    [1_000, 'c'],
    [5_000, 'd'],
  ] as const) {
    const events = traffic({ seed, days: 51, perDay, rateAt: seasonal(0.12, 0.05) })
    const at = every(6 * hourMs, 51)
    const { findings } = await watchRounds({
      monitor: errorRate,
      traffic: new SimulatedTraffic(events),
      at,
      isCoarse: true,
    })
    expect({ perDay, findings }).toEqual({ perDay, findings: [] })
  }
})

it('finds a drop of ten points inside of it, says since when, confirms it, and says when it is over', async () => {
  const changeMs = startMs + 40 * dayMs + 5 * hourMs
  const overMs = startMs + 50 * dayMs
  for (const [perDay, foundWithinHours, placedWithinHours] of [
    [100, 6 * 24, 48],
    [1_000, 24, 6],
    [5_000, 6, 2],
  ] as const) {
    const usual = seasonal(0.12, 0.05)
    const rateAt = (atMs: number) => usual(atMs) + (atMs < changeMs || atMs >= overMs ? 0 : 0.1)
    const events = traffic({ seed: `drop ${perDay}`, days: 60, perDay, rateAt })
    const { findings } = await watchRounds({
      ...{ monitor: errorRate, traffic: new SimulatedTraffic(events), at: every(2 * hourMs, 60, 22) },
      isCoarse: true,
    })
    const shifts = findings.flatMap((finding) => (finding.kind === 'shift' ? [finding] : []))
    const [first] = shifts
    expect(new Set(shifts.map(({ alarmAtMs }) => alarmAtMs)).size).toBe(1)
    expect(first).toMatchObject({ direction: 'worse', slice: null })
    const hoursAfter = (atMs = 0) => (atMs - changeMs) / hourMs
    expect(hoursAfter(first?.alarmAtMs)).toBeGreaterThan(0)
    expect(hoursAfter(first?.alarmAtMs)).toBeLessThan(foundWithinHours)
    const last = shifts.at(-1)
    expect(last).toMatchObject({ isConfirmed: true })
    expect(Math.abs(hoursAfter(last?.change.atMs))).toBeLessThan(placedWithinHours)
    expect(last?.now ?? 0).toBeGreaterThan((last?.usual ?? 1) + 0.06)
    const over = findings.at(-1)
    expect(over).toMatchObject({ kind: 'recovery' })
    expect(over?.kind === 'recovery' ? over.noticedAtMs : 0, `${perDay} a day`).toBeGreaterThan(overMs)
  }
})

it('keeps an alert open while it lasts, where little comes in, too: hardly one in a dozen ends early', async () => {
  const changeMs = startMs + 24 * dayMs
  let [noticed, early] = [0, 0]
  for (let seed = 0; seed < 12; seed++) {
    const rateAt = (atMs: number) => seasonal(0.12, 0.05)(atMs) + (atMs < changeMs ? 0 : 0.1)
    const events = traffic({ seed: `lasting ${seed}`, days: 40, perDay: 100, rateAt })
    const at = every(6 * hourMs, 40, 22)
    const { findings } = await watchRounds({
      ...{ monitor: errorRate, traffic: new SimulatedTraffic(events), at, isCoarse: true },
    })
    if (alarmsOf(findings).length > 0) noticed++
    if (findings.some(({ kind }) => kind === 'recovery')) early++
  }
  expect(noticed).toBe(12)
  expect(early).toBeLessThanOrEqual(1)
})

/** Two weeks at two hundred a day, of which 5 % fail, from the eleventh day on a quarter; spans come up to an hour late, or early. */
function lateTraffic(seed: string): SimulatedEvent[] {
  const random = seededStream(`late ${seed}`)
  const rateAt = (atMs: number) => (atMs < startMs + 10.4 * dayMs ? 0.05 : 0.25)
  return traffic({ seed, days: 14, perDay: 200, rateAt }).map((event) => {
    const isSkewed = random() < 0.2
    return { ...event, knownAtMs: event.atMs + (isSkewed ? random() * hourMs : 0) }
  })
}

const alarmsOf = (findings: Awaited<ReturnType<typeof watchRounds>>['findings']) => [
  ...new Set(findings.flatMap((finding) => (finding.kind === 'shift' ? [finding.alarmAtMs] : []))),
]

it('says the same, in as many rounds as there are: every quarter of an hour, or one after a day of downtime', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 9, max: 12 }), async (seed, downDay) => {
      const events = traffic({
        ...{ seed: `same ${seed}`, days: 14, perDay: 200 },
        rateAt: (atMs) => (atMs < startMs + 10.4 * dayMs ? 0.05 : 0.25),
      })
      const often = every(hourMs / 2, 14, 8)
      const isDown = (atMs: number) => atMs > startMs + downDay * dayMs && atMs < startMs + (downDay + 1) * dayMs
      const watchAt = (at: readonly number[]) =>
        watchRounds({ monitor: errorRate, traffic: new SimulatedTraffic(events), at: [...at] })
      const [steady, interrupted] = await Promise.all([watchAt(often), watchAt(often.filter((at) => !isDown(at)))])
      expect(alarmsOf(interrupted.findings)).toEqual(alarmsOf(steady.findings))
      expect(steady.findings.length).toBeGreaterThan(0)
      // What the alarm cites may be known better after a while; what is folded in is the same to the bit.
      expect(interrupted.memory?.streams.map(({ detector }) => detector)).toEqual(
        steady.memory?.streams.map(({ detector }) => detector),
      )
    }),
    { numRuns: 4 },
  )
}, 60_000)

it('loses and invents no alert when spans come an hour late', async () => {
  for (const seed of ['a', 'b', 'c']) {
    const events = lateTraffic(seed)
    const at = every(hourMs / 2, 14, 8)
    const late = await watchRounds({ monitor: errorRate, traffic: new SimulatedTraffic(events), at })
    const onTime = events.map(({ atMs, value }) => ({ atMs, value }))
    const prompt = await watchRounds({ monitor: errorRate, traffic: new SimulatedTraffic(onTime), at })
    const [alarm = 0, ...more] = alarmsOf(late.findings)
    expect(more).toEqual([])
    expect(Math.abs(alarm - (alarmsOf(prompt.findings)[0] ?? 0)) / hourMs).toBeLessThan(2)
    expect(late.memory?.streams[0]?.detector).toEqual(prompt.memory?.streams[0]?.detector)
  }
}, 60_000)

it('places a change after what was learned as usual, at whatever minute of the hour it looks', async () => {
  const events = (nowMs: number): SimulatedEvent[] => [
    ...Array.from({ length: 1_500 }, (_, index) => ({
      ...{ atMs: nowMs - (200 + 4 * index) * minuteMs, value: index % 40 === 0 ? 1 : 0 },
    })),
    ...Array.from({ length: 80 }, (_, index) => ({
      ...{ atMs: nowMs - (90 - index) * minuteMs, value: index % 3 === 0 ? 1 : 0 },
    })),
  ]
  for (let minute = 0; minute < 60; minute++) {
    const nowMs = startMs + 10 * dayMs + minute * minuteMs
    const { findings } = await watchRounds({
      ...{ monitor: errorRate, traffic: new SimulatedTraffic(events(nowMs)) },
      at: [nowMs, nowMs + 1_000],
    })
    const last = findings.at(-1)
    const minutesAgo = last?.kind === 'shift' ? (nowMs - last.change.atMs) / minuteMs : 0
    expect({ minute, isNear: Math.abs(minutesAgo - 90) < 20 }).toEqual({ minute, isNear: true })
  }
})
