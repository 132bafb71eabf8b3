import type { RuleHit } from './text-ranges.ts'

const rule = 'emails'
/** RFC 5321, 4.5.3.1. */
const longestLocalPart = 64
const longestDomain = 255

const localCharacter = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u
const domain = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]/u

export function hintsAtEmail(text: string): boolean {
  return text.includes('@')
}

/** E-mail addresses. Looks outwards from each `@`, so that a long run of letters costs nothing. */
export function findEmails(text: string): RuleHit[] {
  const hits: RuleHit[] = []
  let free = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > free && at - start < longestLocalPart && localCharacter.test(text.charAt(start - 1))) start--
    // A dot cannot begin the local part: it belongs to the sentence before.
    while (start < at && text.charAt(start) === '.') start++
    if (start === at) continue
    const match = domain.exec(text.slice(at + 1, at + 1 + longestDomain))
    if (match === null) continue
    free = at + 1 + match[0].length
    hits.push({ start, end: free, rule })
    at = free - 1
  }
  return hits
}
