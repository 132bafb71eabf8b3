const central = {
  numerator: [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  denominator: [1, 17.895169469, 78.757757664, 67.1875636],
} as const
const near = {
  numerator: [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103],
  denominator: [1, 0.7370016425, 0.12021132975],
} as const
const far = {
  numerator: [6.657905115, 3.081226386, 0.42868294337, 0.017337203997],
  denominator: [1, 0.24197894225, 0.012258202635],
} as const

/**
 * The value that a standard normal variable stays below with this probability, to about seven digits. Wichura (1988),
 * algorithm AS 241 (PPND7).
 * @throws RangeError unless 0 < probability < 1
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`a quantile needs a probability between 0 and 1, got ${probability}`)
  }
  const offset = probability - 0.5
  if (Math.abs(offset) <= 0.425) {
    const r = 0.180625 - offset * offset
    return (offset * polynomial(central.numerator, r)) / polynomial(central.denominator, r)
  }
  const r = Math.sqrt(-Math.log(offset < 0 ? probability : 1 - probability))
  const [{ numerator, denominator }, x] = r <= 5 ? [near, r - 1.6] : [far, r - 5]
  return (Math.sign(offset) * polynomial(numerator, x)) / polynomial(denominator, x)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
}
