const grouped = new Intl.NumberFormat('en-US')

export function formatCount(count: number): string {
  return grouped.format(count)
}

/** `1 span`, `1,234 spans`. */
export function formatAmount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Three digits that matter: `0.4 ms`, `312 ms`, `4.21 s`, `3 m 12 s`, `2 h 05 m`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`
  const seconds = durationMs / 1000
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return `${minutes} m ${String(Math.round(seconds) % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}

/** `''` for nothing, so that a column of free calls stays quiet. */
export function formatCost(costUsd: number | null): string {
  if (costUsd === null || costUsd === 0) return ''
  return `$${costUsd < 0.01 ? costUsd.toPrecision(2) : costUsd.toFixed(costUsd < 1 ? 4 : 2)}`
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`
}

/** The reader's local time to the second, from ISO 8601 (nanoseconds allowed); the text itself when it is no time. */
export function formatTime(iso: string): string {
  const time = new Date(iso.replace(/(\.\d{3})\d+/, '$1'))
  if (Number.isNaN(time.getTime())) return iso
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}
