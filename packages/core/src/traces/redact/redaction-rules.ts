export type BuiltInRedaction = 'secrets' | 'cards' | 'emails'

export interface RedactionRuleSet {
  /** Attribute and JSON keys whose values go; case does not count, `*` stands for any characters. */
  readonly keys: readonly string[]
  /** Regular expressions (JavaScript, `u` flag; a leading `(?i)` ignores case) whose matches go. */
  readonly patterns: readonly { readonly name: string; readonly pattern: string }[]
  readonly builtIn: readonly BuiltInRedaction[]
}
