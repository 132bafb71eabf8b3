import type { PromptContent } from '../content/prompt-content.ts'
import { textsOfPart } from './map-part-texts.ts'
import { isVariableName, parseTemplate } from './parse-template.ts'

export interface PromptVariables {
  /** Each name once, in the order of their first places. */
  readonly names: readonly string[]
  /** What looks like a variable but is none (`{{user name}}`, `{{#if x}}`): it goes to the model as it stands. */
  readonly suspects: readonly VariableSuspect[]
}

export interface VariableSuspect {
  readonly text: string
  /** `messages[1].parts[0]` */
  readonly where: string
}

const suspectPattern = /\{\{([^{}\n]{1,100})\}\}/g

/** The variables that a row must give to a prompt. */
export function findVariables({ messages }: Pick<PromptContent, 'messages'>): PromptVariables {
  const names = new Set<string>()
  const suspects: VariableSuspect[] = []
  for (const [messageIndex, message] of messages.entries()) {
    for (const [partIndex, part] of message.parts.entries()) {
      const where = `messages[${messageIndex}].parts[${partIndex}]`
      for (const segment of textsOfPart(part).flatMap(parseTemplate)) {
        if (segment.type === 'variable') names.add(segment.name)
        else suspects.push(...suspectsIn(segment.text).map((text) => ({ text, where })))
      }
    }
  }
  return { names: [...names], suspects }
}

function suspectsIn(text: string): string[] {
  const found: string[] = []
  for (const [source, inside = ''] of text.matchAll(suspectPattern)) {
    // A proper name inside a literal text was escaped on purpose; JSON (`{{"a": 1}}`) is nobody's variable.
    if (!isVariableName(inside.trim()) && !/["':]/.test(inside)) found.push(source)
  }
  return found
}
