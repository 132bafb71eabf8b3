import type { Assertion, Expression } from './parse-expression.ts'

/** One step of a nondeterministic automaton; numbers are places in the program. */
export type Step =
  | { readonly type: 'character'; readonly fits: RegExp; readonly next: number }
  | { readonly type: 'assertion'; readonly assertion: Assertion; readonly next: number }
  | { readonly type: 'fork'; readonly to: readonly number[] }
  | { readonly type: 'match' }

export interface Program {
  readonly steps: readonly Step[]
  readonly start: number
}

/** A pattern that, its repeats written out, has too many steps. */
export class TooLarge extends Error {}

const maxSteps = 2000

/**
 * The automaton of an expression (Thompson 1968, CACM 11, 419–422), counted repeats written out. `flags` are those under
 * which a single character is compared.
 * @throws TooLarge
 */
export function compileProgram(expression: Expression, flags: string): Program {
  const steps: Step[] = [{ type: 'match' }]
  const add = (step: Step): number => {
    if (steps.length >= maxSteps) throw new TooLarge(`it has more than ${maxSteps} steps with its repeats written out`)
    return steps.push(step) - 1
  }
  const testers = new Map<string, RegExp>()
  const testerOf = (source: string): RegExp => {
    const tester = testers.get(source) ?? new RegExp(`^(?:${source})$`, flags)
    testers.set(source, tester)
    return tester
  }
  // From the end to the start: each part is given the step that follows it.
  const compile = (part: Expression, next: number): number => {
    switch (part.type) {
      case 'character':
        return add({ type: 'character', fits: testerOf(part.source), next })
      case 'assertion':
        return add({ type: 'assertion', assertion: part.assertion, next })
      case 'sequence':
        return part.items.reduceRight((after, item) => compile(item, after), next)
      case 'choice':
        return add({ type: 'fork', to: part.options.map((option) => compile(option, next)) })
      case 'repeat':
        return repeat(part, next)
    }
  }
  const repeat = ({ item, min, max }: Extract<Expression, { type: 'repeat' }>, next: number): number => {
    let place = next
    if (max === Number.POSITIVE_INFINITY) {
      const ways = [next]
      place = add({ type: 'fork', to: ways })
      ways.push(compile(item, place))
    } else {
      for (let i = min; i < max; i++) place = add({ type: 'fork', to: [compile(item, place), next] })
    }
    for (let i = 0; i < min; i++) {
      const before = place
      place = compile(item, place)
      // An item without steps (an empty group) changes nothing, however often it is repeated.
      if (place === before) break
    }
    return place
  }
  const start = compile(expression, 0)
  return { steps, start }
}
