export { compileLinearPattern, type LinearPattern } from './linear-pattern.ts'
