import type { RuleHit } from './text-ranges.ts'

const rule = 'cards'
/** Cheap to scan for: four digits that a card may begin with, and two more. */
const hint = /[2-6]\d{3}[ -]?\d{2}/
const digitRun = /\d(?:[ -]?\d){12}/

/** A number in one piece, or in the groups that cards are printed in. Not part of a word, a decimal or a longer number. */
const numbers =
  /(?<![\w.])(?:\d{13,19}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,4}|\d{4}[ -]\d{6}[ -]\d{4,5})(?![A-Za-z0-9_]|\.\d)/g

/** Visa, Mastercard, American Express, Diners, Discover, JCB and UnionPay: how their numbers begin and how long they are. */
const brands: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d*$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-5]|[689])\d{11,16}$/,
  /^(?:6011|64[4-9]|65)\d*$/,
  /^35(?:2[89]|[3-8])\d*$/,
  /^62\d{14,17}$/,
]
/** Brands of exactly sixteen digits, by index above. */
const sixteenOnly: ReadonlySet<number> = new Set([1, 4, 5])

export function hintsAtCard(text: string): boolean {
  return text.length >= 13 && hint.test(text) && digitRun.test(text)
}

/** Payment card numbers: brand, length and check digit all fit. */
export function findCards(text: string): RuleHit[] {
  const hits: RuleHit[] = []
  if (!hintsAtCard(text)) return hits
  for (const match of text.matchAll(numbers)) {
    if (isCardNumber(match[0].replace(/\D/g, ''))) {
      hits.push({ start: match.index, end: match.index + match[0].length, rule })
    }
  }
  return hits
}

export function isCardNumber(digits: string): boolean {
  const isBrand = brands.some((brand, i) => brand.test(digits) && (digits.length === 16 || !sixteenOnly.has(i)))
  return isBrand && hasLuhnDigit(digits)
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
