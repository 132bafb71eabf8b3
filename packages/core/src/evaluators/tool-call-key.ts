import { canonicalJsonText } from '../traces/index.ts'
import type { ToolCall } from './evaluation-subject.ts'
import { openArguments } from './open-arguments.ts'

/** What two calls have in common that ask the same of a tool: name and arguments, as `openArguments` reads them. */
export function toolCallKey(call: Pick<ToolCall, 'name' | 'arguments'>): string {
  return canonicalJsonText([call.name, openArguments(call.arguments)])
}
