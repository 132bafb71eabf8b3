export { compileRedaction, type RedactionCounts, type Redactor } from './compile-redaction.ts'
export type { BuiltInRedaction, RedactionRuleSet } from './redaction-rules.ts'
