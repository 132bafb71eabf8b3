import { hashText } from '../traces/index.ts'

/** A number in [0, 1) that depends on nothing but the text. */
export function seededUnit(seed: string): number {
  return (hashText(seed) >>> 0) / 2 ** 32
}
