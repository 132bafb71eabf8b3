import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatCompact, formatCostUsd, formatScore, formatShare } from './format-number.ts'

describe('numbers as they are shown', () => {
  it.each([
    [0, '0'],
    [950, '950'],
    [1200, '1.2k'],
    [34_400, '34k'],
    [999_960, '1M'],
    [5_600_000, '5.6M'],
    [0.123, '0.12'],
  ])('a count of %d is %s', (value, text) => {
    expect(formatCompact(value)).toBe(text)
  })

  it('never needs more than five characters below a trillion', () => {
    fc.assert(fc.property(fc.nat(999_000_000_000), (value) => formatCompact(value).length <= 5))
  })

  it.each([
    [0, '$0'],
    [0.0000001, '<$0.000001'],
    [0.00123, '$0.00123'],
    [0.0456, '$0.0456'],
    [0.5, '$0.500'],
    [1.239, '$1.24'],
    [1240.4, '$1,240'],
  ])('%d dollars are %s', (costUsd, text) => {
    expect(formatCostUsd(costUsd)).toBe(text)
  })

  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.031, '3.1%'],
    [0.5, '50%'],
  ])('a share of %d is %s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })

  it.each([
    [900, '900 B'],
    [4213, '4.2 kB'],
    [720_000_000, '720 MB'],
    [999_900, '1.0 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('shows scores without noise', () => {
    expect([0.82, 1, 0.123456].map(formatScore)).toEqual(['0.82', '1', '0.123'])
  })
})
