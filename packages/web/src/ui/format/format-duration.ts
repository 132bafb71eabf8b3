/** Three significant digits in the largest unit that keeps the number at 1 or above: `850 µs`, `1.24 s`, `2 m 05 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs <= 0) return '0 ms'
  if (durationMs < 0.9995) return `${Math.max(1, Math.round(durationMs * 1000))} µs`
  if (durationMs < 9.995) return `${durationMs.toFixed(1).replace(/\.0$/, '')} ms`
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`
  if (durationMs < 59_950) return `${(durationMs / 1000).toPrecision(3)} s`
  const totalS = Math.round(durationMs / 1000)
  if (totalS < 3600) return `${Math.floor(totalS / 60)} m ${pad(totalS % 60)} s`
  const totalMinutes = Math.round(totalS / 60)
  if (totalMinutes < 1440) return `${Math.floor(totalMinutes / 60)} h ${pad(totalMinutes % 60)} m`
  return `${Math.floor(totalMinutes / 1440)} d ${Math.floor((totalMinutes % 1440) / 60)} h`
}

/** The same without zeros that a tick of an axis does not need: `1 s`, `30 m`. */
export const formatDurationTick = (durationMs: number): string =>
  durationMs === 0
    ? '0'
    : formatDuration(durationMs)
        .replace(/\.0+(?= )| 00 [sm]$/g, '')
        .replace(/(\.\d*[1-9])0+(?= )/, '$1')

const pad = (value: number): string => String(value).padStart(2, '0')

const unitMs = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 } as const

/** Reads `500ms`, `1.5 s`, `2m`; a bare number is milliseconds. Undefined when it is none of these. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m|min|h)?$/.exec(text.trim())
  if (!match) return undefined
  const unit = (match[2] ?? 'ms') as keyof typeof unitMs
  return Number(match[1]) * unitMs[unit]
}
