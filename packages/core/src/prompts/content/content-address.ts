import { canonicalJsonText } from '../../traces/index.ts'
import type { PromptContent } from './prompt-content.ts'

/**
 * The text whose SHA-256, in lower-case hex, is the address of a version. Contents that ask a model for the same
 * thing have the same text; note, author, number and time are no part of it. The first line names the form, so that
 * another one can never give the same address.
 */
export function contentAddressText(content: PromptContent): string {
  return `pawl.prompt.1\n${canonicalJsonText(content)}`
}
