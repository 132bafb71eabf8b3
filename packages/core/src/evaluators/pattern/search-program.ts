import type { Program } from './compile-program.ts'
import type { Assertion } from './parse-expression.ts'

/** Work that one search may do, in steps looked at: less than two tenths of a second. */
const maxWork = 4_000_000
/** Remembered transitions; beyond, all are forgotten, so that memory stays small on any text. */
const maxRemembered = 20_000

/** What stands on one side of a place in the text, as far as assertions care. */
type Neighbour = 'none' | 'line break' | 'word' | 'other'

/** A set of steps that the search is at, before assertions and forks are followed, and what stood before. */
interface State {
  readonly places: readonly number[]
  readonly before: Neighbour
  readonly onward: Map<string, State | 'match'>
}

interface SearchFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
}

/**
 * Whether the program matches anywhere: all ways are followed at once, and the sets of steps reached so far are
 * remembered (a deterministic automaton made as needed). Undefined when it takes more than its share of work.
 */
export function searchProgram(program: Program, text: string, flags: SearchFlags): boolean | undefined {
  return new ProgramSearch(program, flags).run(text)
}

class ProgramSearch {
  private readonly program: Program
  private readonly flags: SearchFlags
  private readonly wordCharacter: RegExp
  private readonly hasAssertions: boolean
  private states = new Map<string, State>()
  private remembered = 0
  private work = 0

  constructor(program: Program, flags: SearchFlags) {
    this.program = program
    this.flags = flags
    // With the flags i and u, \w holds two letters beyond ASCII.
    this.wordCharacter = flags.ignoreCase ? /^\w$/iu : /^\w$/u
    this.hasAssertions = program.steps.some((step) => step.type === 'assertion')
  }

  run(text: string): boolean | undefined {
    let state = this.stateOf([this.program.start], 'none')
    for (const character of text) {
      const next = state.onward.get(character) ?? this.advance(state, character)
      if (next === 'match') return true
      if (this.work > maxWork) return undefined
      state = next
    }
    return this.reach(state, 'none').includes(0)
  }

  private advance(state: State, character: string): State | 'match' {
    const after = this.neighbour(character)
    const reached = this.reach(state, after)
    const next = reached.includes(0) ? 'match' : this.stateOf(this.placesAfter(reached, character), after)
    if (this.remembered++ < maxRemembered) {
      state.onward.set(character, next)
    } else {
      this.states = new Map()
      this.remembered = 0
      for (const kept of next === 'match' ? [state] : [state, next]) kept.onward.clear()
    }
    return next
  }

  private placesAfter(reached: readonly number[], character: string): number[] {
    // The search may begin at any place of the text.
    const places = new Set([this.program.start])
    for (const place of reached) {
      const step = this.program.steps[place]
      if (step?.type === 'character' && step.fits.test(character)) places.add(step.next)
    }
    this.work += reached.length
    return [...places].sort((a, b) => a - b)
  }

  /** The steps reached from a state without taking a character. */
  private reach(state: State, after: Neighbour): number[] {
    const seen = new Set(state.places)
    // A set is walked in the order of adding, what is added on the way included.
    for (const place of seen) {
      this.work++
      const step = this.program.steps[place]
      if (step?.type === 'fork') for (const next of step.to) seen.add(next)
      if (step?.type === 'assertion' && this.holds(step.assertion, state.before, after)) seen.add(step.next)
    }
    return [...seen]
  }

  private holds(assertion: Assertion, before: Neighbour, after: Neighbour): boolean {
    switch (assertion) {
      case '^':
        return before === 'none' || (this.flags.multiline && before === 'line break')
      case '$':
        return after === 'none' || (this.flags.multiline && after === 'line break')
      case 'b':
        return (before === 'word') !== (after === 'word')
      case 'B':
        return (before === 'word') === (after === 'word')
    }
  }

  private neighbour(character: string): Neighbour {
    if (!this.hasAssertions) return 'other'
    if (/^[\n\r\u2028\u2029]$/.test(character)) return 'line break'
    return this.wordCharacter.test(character) ? 'word' : 'other'
  }

  private stateOf(places: readonly number[], before: Neighbour): State {
    const key = `${before} ${places.join()}`
    let state = this.states.get(key)
    if (state === undefined) {
      state = { places, before, onward: new Map() }
      this.states.set(key, state)
    }
    return state
  }
}
