import { compileProgram, type Program, TooLarge } from './compile-program.ts'
import { NeedsBacktracking, parseExpression } from './parse-expression.ts'
import { searchProgram } from './search-program.ts'

export interface PatternFlags {
  readonly ignoreCase: boolean
  /** `^` and `$` also match at line breaks. */
  readonly multiline: boolean
  /** `.` also matches line breaks. */
  readonly dotAll: boolean
}

/** A pattern whose search takes time in proportion to the text, whatever the pattern and the text. */
export interface LinearPattern {
  /** Whether it matches anywhere in the text; undefined when that would take more work than one search may. */
  isFoundIn(text: string): boolean | undefined
}

export type CompiledPattern =
  | { readonly pattern: LinearPattern; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: PatternProblem }

/** Why a pattern cannot be used; `needs_backtracking` and `too_large` ones can in the backtracking engine. */
export interface PatternProblem {
  readonly code: 'syntax' | 'needs_backtracking' | 'too_large'
  readonly message: string
}

/**
 * Compiles a regular expression in JavaScript's syntax with the `u` flag. It finds what JavaScript's own engine finds,
 * but by following all ways at once instead of trying one after the other.
 */
export function compileLinearPattern(source: string, flags: PatternFlags): CompiledPattern {
  try {
    new RegExp(source, 'u')
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error)
    return { problem: { code: 'syntax', message: `it is not a regular expression with the u flag: ${message}` } }
  }
  const comparison = `u${flags.ignoreCase ? 'i' : ''}${flags.dotAll ? 's' : ''}`
  let program: Program
  try {
    program = compileProgram(parseExpression(source), comparison)
  } catch (error) {
    if (error instanceof NeedsBacktracking) return { problem: { code: 'needs_backtracking', message: error.message } }
    if (error instanceof TooLarge) return { problem: { code: 'too_large', message: error.message } }
    throw error
  }
  return { pattern: { isFoundIn: (text) => searchProgram(program, text, flags) } }
}
