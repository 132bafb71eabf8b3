export { compileLinearPattern, type LinearPattern, type PatternFlags, type PatternProblem } from './linear-pattern.ts'
