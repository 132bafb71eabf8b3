import { AppError } from '../../errors/index.ts'
import type { Attributes, AttributeValue, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from '../otlp/index.ts'
import { compilePattern } from './compile-pattern.ts'
import { KeyRules } from './key-rules.ts'
import { RedactionPass } from './redaction-pass.ts'
import type { RedactionRuleSet } from './redaction-rules.ts'
import { TextRules } from './text-rules.ts'

/** How often each rule (its name, its key as written, or the built-in's name) replaced something. */
export type RedactionCounts = ReadonlyMap<string, number>

/**
 * Replaces what the rules name by `[redacted:<rule>]`: in strings and in numbers, in lists and maps, inside JSON text
 * (which stays valid JSON). An input in which nothing was found comes back as the same object.
 */
export interface Redactor {
  /** True when there is no rule at all. */
  readonly isIdle: boolean
  attributes(attributes: Attributes): { readonly attributes: Attributes; readonly counts: RedactionCounts }
  redactSpan(span: OtlpSpan): { readonly span: OtlpSpan; readonly counts: RedactionCounts }
  redactLog(record: OtlpLogRecord): { readonly record: OtlpLogRecord; readonly counts: RedactionCounts }
  redactResource(resource: OtlpResource): { readonly resource: OtlpResource; readonly counts: RedactionCounts }
  redactScope(scope: OtlpScope): { readonly scope: OtlpScope; readonly counts: RedactionCounts }
}

const maxRules = 200

/**
 * Compiles the rules of a project.
 * @throws AppError `bad_request` for a key or a pattern that cannot be used, saying which and why
 */
export function compileRedaction(rules: RedactionRuleSet): Redactor {
  for (const list of ['keys', 'patterns'] as const) {
    if (rules[list].length > maxRules) {
      throw new AppError('bad_request', `There are ${rules[list].length} redaction ${list}, more than ${maxRules}`, {
        where: list,
      })
    }
  }
  for (const [i, key] of rules.keys.entries()) {
    if (key.trim() === '') {
      throw new AppError('bad_request', 'A redaction key is empty', {
        where: `keys[${i}]`,
        fix: 'Name an attribute, for example user.email or *.password',
      })
    }
  }
  const patterns = rules.patterns.map((rule, i) => ({
    name: rule.name,
    ...compilePattern(rule.pattern, `patterns[${i}]`),
  }))
  const keys = new KeyRules(rules.keys)
  return redactorOf(new TextRules({ keys, patterns, builtIn: rules.builtIn }), keys)
}

function redactorOf(text: TextRules, keys: KeyRules): Redactor {
  const isIdle = text.isIdle
  const pass = () => new RedactionPass(text, keys)
  return {
    isIdle,
    attributes(attributes) {
      const run = pass()
      return { attributes: isIdle ? attributes : run.attributes(attributes), counts: run.counts }
    },
    redactSpan(span) {
      const run = pass()
      return { span: isIdle ? span : redactSpan(span, run), counts: run.counts }
    },
    redactLog(record) {
      const run = pass()
      return { record: isIdle ? record : redactLog(record, run), counts: run.counts }
    },
    redactResource(resource) {
      const run = pass()
      const attributes = isIdle ? resource.attributes : run.attributes(resource.attributes)
      return {
        resource: attributes === resource.attributes ? resource : { ...resource, attributes },
        counts: run.counts,
      }
    },
    redactScope(scope) {
      const run = pass()
      const attributes = isIdle ? scope.attributes : run.attributes(scope.attributes)
      return { scope: attributes === scope.attributes ? scope : { ...scope, attributes }, counts: run.counts }
    },
  }
}

function redactSpan(span: OtlpSpan, run: RedactionPass): OtlpSpan {
  const name = run.text(span.name)
  const attributes = run.attributes(span.attributes)
  const events = run.list(span.events, (event) => run.event(event))
  const links = run.list(span.links, (link) => run.owner(link))
  const message = run.text(span.status.message)
  const isSame =
    name === span.name &&
    attributes === span.attributes &&
    events === span.events &&
    links === span.links &&
    message === span.status.message
  return isSame ? span : { ...span, name, attributes, events, links, status: { ...span.status, message } }
}

function redactLog(record: OtlpLogRecord, run: RedactionPass): OtlpLogRecord {
  const body: AttributeValue = run.value(record.body)
  const attributes = run.attributes(record.attributes)
  return body === record.body && attributes === record.attributes ? record : { ...record, body, attributes }
}
