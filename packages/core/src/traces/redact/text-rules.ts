import type { CompiledPattern } from './compile-pattern.ts'
import { findCards, hintsAtCard, isCardNumber } from './find-cards.ts'
import { findEmails, hintsAtEmail } from './find-emails.ts'
import { findSecrets, hintsAtSecret } from './find-secrets.ts'
import { hasEscapedAscii, type KeyRules } from './key-rules.ts'
import type { BuiltInRedaction } from './redaction-rules.ts'
import { looksLikeJson, scanJsonText } from './scan-json-text.ts'
import { applyEdits, joinOverlaps, markerOf, type RuleHit, type TextEdit } from './text-ranges.ts'

interface TextRuleSet {
  readonly keys: KeyRules
  readonly patterns: readonly (CompiledPattern & { readonly name: string })[]
  readonly builtIn: readonly BuiltInRedaction[]
}

interface Finder {
  readonly hintsAt: (text: string) => boolean
  readonly find: (text: string) => RuleHit[]
}

const finders: Readonly<Record<BuiltInRedaction, Finder>> = {
  secrets: { hintsAt: hintsAtSecret, find: findSecrets },
  cards: { hintsAt: hintsAtCard, find: findCards },
  emails: { hintsAt: hintsAtEmail, find: findEmails },
}

type Count = (rule: string) => void

/** The shortest text that a built-in rule can hit: a@b.co. */
const shortestBuiltIn = 6
const smallestCard = 1e12

/** The rules as they apply to one text, JSON or not. */
export class TextRules {
  private readonly keys: KeyRules
  private readonly patterns: TextRuleSet['patterns']
  private readonly builtIn: readonly Finder[]
  private readonly findsCards: boolean

  constructor(rules: TextRuleSet) {
    this.keys = rules.keys
    this.patterns = rules.patterns
    this.builtIn = [...new Set(rules.builtIn)].map((name) => finders[name])
    this.findsCards = rules.builtIn.includes('cards')
  }

  get isIdle(): boolean {
    return this.keys.isEmpty && this.patterns.length === 0 && this.builtIn.length === 0
  }

  /** The text with every hit replaced and counted; the same text when there is none. */
  redact(text: string, count: Count): string {
    if (this.patterns.length === 0 && text.length < shortestBuiltIn) return text
    if (looksLikeJson(text)) return this.redactJson(text, count)
    // Prose may quote JSON: its keys count too.
    if (this.keys.mayNameKeyIn(text) && text.includes('":')) return this.redactBroken(text, count)
    const hits = this.find(text)
    return hits.length === 0 ? text : applyEdits(text, editsOf(hits, count))
  }

  /** The marker for a number that is a card's, else undefined. */
  redactNumber(value: number | bigint, count: Count): string | undefined {
    if (!this.findsCards || value < smallestCard || !isCardNumber(String(value))) return undefined
    count('cards')
    return markerOf('cards')
  }

  private redactJson(text: string, count: Count): string {
    if (!this.mayHit(text)) return text
    // Cut off, or no JSON at all: whatever a rule hits anywhere goes, quotes or not.
    if (!isJson(text)) return this.redactBroken(text, count)
    const edits = scanJsonText(text, {
      key: (name) => this.redactNamed(name, count),
      string: (value) => {
        const redacted = this.redact(value, count)
        return redacted === value ? undefined : JSON.stringify(redacted)
      },
      number: (digits) => this.redactWrittenNumber(digits, count),
    })
    return edits.length === 0 ? text : applyEdits(text, edits)
  }

  private redactBroken(text: string, count: Count): string {
    const hits = this.find(text)
    const rules: string[] = []
    const named = scanJsonText(text, {
      key: (name) => {
        const rule = this.keys.ruleFor(name)
        if (rule === '') return undefined
        rules.push(rule)
        return ''
      },
      string: () => undefined,
      number: () => undefined,
    })
    for (const [i, { start, end }] of named.entries()) hits.push({ start, end, rule: rules[i] ?? '' })
    return hits.length === 0 ? text : applyEdits(text, editsOf(hits, count))
  }

  private redactNamed(name: string, count: Count): string | undefined {
    const rule = this.keys.ruleFor(name)
    if (rule === '') return undefined
    count(rule)
    return JSON.stringify(markerOf(rule))
  }

  private redactWrittenNumber(digits: string, count: Count): string | undefined {
    if (!this.findsCards || digits.length < 13 || !isCardNumber(digits)) return undefined
    count('cards')
    return JSON.stringify(markerOf('cards'))
  }

  private mayHit(text: string): boolean {
    return (
      this.patterns.length > 0 ||
      this.builtIn.some((finder) => finder.hintsAt(text)) ||
      this.keys.mayNameKeyIn(text) ||
      hasEscapedAscii(text)
    )
  }

  private find(text: string): RuleHit[] {
    const hits: RuleHit[] = []
    for (const finder of this.builtIn) for (const hit of finder.find(text)) hits.push(hit)
    for (const { name, regex } of this.patterns) {
      for (const match of text.matchAll(regex)) {
        hits.push({ start: match.index, end: match.index + match[0].length, rule: name })
      }
    }
    return hits
  }
}

function editsOf(hits: readonly RuleHit[], count: Count): TextEdit[] {
  return joinOverlaps(hits).map(({ start, end, rule }) => {
    count(rule)
    return { start, end, replacement: markerOf(rule) }
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
