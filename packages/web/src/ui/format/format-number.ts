const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `12,345`. */
export const formatCount = (count: number): string => whole.format(count)

/** `950`, `1.2k`, `34k`, `5.6M`: at most four characters up to a billion. */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  for (const [unit, suffix] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999,950 would round up to 1000k.
    if (size >= unit * 0.9995) {
      const scaled = value / unit
      return `${Math.abs(scaled) < 9.95 ? scaled.toFixed(1).replace(/\.0$/, '') : scaled.toFixed(0)}${suffix}`
    }
  }
  return Number.isInteger(value) ? `${value}` : value.toFixed(size < 10 ? 2 : 1)
}

/** US dollars with three significant digits below a dollar: `$0.00123`, `$1.24`, `$1,240`. */
export function formatCostUsd(costUsd: number): string {
  if (costUsd === 0) return '$0'
  const size = Math.abs(costUsd)
  if (size < 0.000001) return '<$0.000001'
  if (size < 1) return `$${Number(costUsd.toPrecision(3)).toFixed(Math.min(8, 2 - Math.floor(Math.log10(size))))}`
  return size < 1000 ? `$${costUsd.toFixed(2)}` : `$${whole.format(costUsd)}`
}

/** A share of 0–1 as a percentage. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return `${percent}%`
  return `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)}%`
}

/** A score's value: up to three decimals, no trailing zeros. */
export const formatScore = (value: number): string => String(Number(value.toFixed(3)))

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toPrecision(2)} ${units[unit]}`
}
