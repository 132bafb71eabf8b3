import { dayMs, hourMs, minuteMs, seededStream } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { type SimulatedEvent, SimulatedTraffic } from './testing/simulated-traffic.ts'
import { type RoundsAnswer, watchRounds } from './testing/watch-rounds.ts'

/** A Monday. */
const startMs = Date.UTC(2026, 5, 1)
const atDay = (day: number): number => startMs + day * dayMs
const every = (periodMs: number, [from, to]: readonly [number, number]): number[] =>
  Array.from(
    { length: Math.floor(((to - from) * dayMs) / periodMs) },
    (_, index) => atDay(from) + (index + 1) * periodMs,
  )

interface Traffic {
  readonly seed: string
  readonly days: number
  readonly perDayAt: (atMs: number) => number
  readonly eventAt: (atMs: number, random: () => number) => Omit<SimulatedEvent, 'atMs'>
}

/** Requests that come by themselves, at a rate of at most so many a day, by thinning. */
function traffic({ seed, days, perDayAt, eventAt }: Traffic, mostPerDay: number): SimulatedTraffic {
  const random = seededStream(seed)
  const events: SimulatedEvent[] = []
  for (let atMs = startMs; ; ) {
    atMs += (-Math.log(1 - random()) * dayMs) / mostPerDay
    if (atMs >= atDay(days)) return new SimulatedTraffic(events)
    if (random() * mostPerDay < perDayAt(atMs)) events.push({ atMs, ...eventAt(atMs, random) })
  }
}

const kinds = ({ findings }: RoundsAnswer) => findings.map(({ kind }) => kind)
const hoursSince = (fromMs: number, atMs = 0): number => (atMs - fromMs) / hourMs

describe('a fixed threshold', () => {
  const monitor = {
    metric: { measure: 'error_rate' },
    rule: { kind: 'threshold', above: 0.2, windowMinutes: 120, leastObservations: 10 },
  } as const
  const [worseMs, betterMs] = [atDay(3.5), atDay(3.9)]
  const withLate = (share: number) =>
    traffic(
      {
        ...{ seed: 'threshold', days: 6, perDayAt: () => 400 },
        eventAt: (atMs, random) => ({
          value: random() < (atMs >= worseMs && atMs < betterMs ? 0.6 : 0.03) ? 1 : 0,
          knownAtMs: atMs + (random() < share ? random() * hourMs : 0),
        }),
      },
      400,
    )

  it('is told once while it is crossed, and when it is over, spans that come an hour late or not', async () => {
    for (const share of [0, 0.3]) {
      const watched = await watchRounds({ monitor, traffic: withLate(share), at: every(10 * minuteMs, [1, 6]) })
      expect(kinds(watched), `${share} late`).toEqual(['threshold', 'recovery'])
      const [crossed, over] = watched.findings
      expect(hoursSince(worseMs, crossed?.toldAtMs)).toBeGreaterThan(0)
      expect(hoursSince(worseMs, crossed?.toldAtMs)).toBeLessThan(3)
      // Its window must empty, and then stay within bounds for as long.
      expect(hoursSince(betterMs, over?.toldAtMs)).toBeGreaterThan(2)
      expect(hoursSince(betterMs, over?.toldAtMs)).toBeLessThan(6)
    }
  })

  it('is told though nobody watched while it was crossed', async () => {
    const at = every(10 * minuteMs, [1, 6]).filter((atMs) => atMs < atDay(3.4) || atMs > atDay(4.4))
    expect(kinds(await watchRounds({ monitor, traffic: withLate(0), at }))).toEqual(['threshold', 'recovery'])
  })

  it('of a request count is crossed by silence', async () => {
    const silentFromMs = atDay(3)
    const watched = await watchRounds({
      monitor: { metric: { measure: 'request_count' }, rule: { kind: 'threshold', below: 2, windowMinutes: 120 } },
      traffic: traffic(
        {
          seed: 'silence',
          days: 4,
          perDayAt: (atMs) => (atMs < silentFromMs ? 400 : 0),
          eventAt: () => ({ value: 1 }),
        },
        400,
      ),
      at: every(10 * minuteMs, [1, 4]),
    })
    expect(kinds(watched)).toEqual(['threshold'])
    expect(hoursSince(silentFromMs, watched.findings[0]?.toldAtMs)).toBeLessThan(3)
  })
})

describe('the models that answer', () => {
  const monitor = { metric: { measure: 'response_model' }, rule: { kind: 'new_value' } } as const
  const answers = (slice: string) => ({ value: 1, slice })

  it('are said to be new, or silent, once each when a provider changes one, and never while nothing changes', async () => {
    const changeMs = atDay(10.3)
    const watched = await watchRounds({
      monitor,
      traffic: traffic(
        {
          ...{ seed: 'models', days: 13, perDayAt: () => 200 },
          eventAt: (atMs, random) =>
            answers(random() < 0.1 ? 'embedder' : atMs < changeMs ? 'large-2026-03' : 'large-2026-06'),
        },
        200,
      ),
      at: every(30 * minuteMs, [2, 13]),
    })
    const told = watched.findings.flatMap((finding) =>
      finding.kind === 'recovery' ? [] : [{ ...finding, atMs: finding.toldAtMs }],
    )
    expect(told.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
      { kind: 'new_value', value: 'large-2026-06', observed: 3 },
      { kind: 'silent_value', value: 'large-2026-03' },
    ])
    for (const { atMs } of told) {
      expect(hoursSince(changeMs, atMs)).toBeGreaterThan(0)
      expect(hoursSince(changeMs, atMs)).toBeLessThan(2)
    }
    // Known after a day; the silent one stays what it is.
    expect(kinds(watched).filter((kind) => kind === 'recovery')).toHaveLength(1)
  })
})

describe('how many requests there are', () => {
  const monitor = { metric: { measure: 'request_count' } } as const
  const daily = (atMs: number): number => {
    const isWeekend = Math.floor(atMs / dayMs + 3) % 7 >= 5
    return (isWeekend ? 400 : 1_000) * (1 + 0.7 * Math.sin((2 * Math.PI * ((atMs / hourMs) % 24)) / 24))
  }
  const watch = (seed: string, shareAt: (atMs: number) => number) =>
    watchRounds({
      monitor,
      traffic: traffic(
        { seed, days: 35, perDayAt: (atMs) => daily(atMs) * shareAt(atMs), eventAt: () => ({ value: 1 }) },
        3_400,
      ),
      at: every(3 * hourMs, [2, 35]),
      isCoarse: true,
    })

  it('raises no alert by days, nights and weekends', async () => {
    for (const seed of ['a', 'b']) expect(kinds(await watch(seed, () => 1)), seed).toEqual([])
  })

  it.each([
    ['falls to a third', 1 / 3, 24],
    ['ends', 0, 12],
    ['doubles', 2, 24],
  ])('is told once when it %s', async (_, share, withinHours) => {
    const changeMs = atDay(29.3)
    const { findings } = await watch('count', (atMs) => (atMs < changeMs ? 1 : share))
    const alarms = new Set(findings.flatMap((finding) => (finding.kind === 'shift' ? [finding.alarmAtMs] : [])))
    expect(alarms.size).toBe(1)
    const [alarmAtMs] = alarms
    expect(hoursSince(changeMs, alarmAtMs)).toBeGreaterThan(0)
    expect(hoursSince(changeMs, alarmAtMs)).toBeLessThan(withinHours)
  })
})
