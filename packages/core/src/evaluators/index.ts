export * from './api/index.ts'
export type { JsonSchemaValidator } from './check/check-json.ts'
export { combineResults, type WeighedResult } from './check/combine-results.ts'
export { decideMatch } from './check/match-pattern.ts'
export { decideSimilarity } from './check/measure-similarity.ts'
export {
  checkExamples,
  type EvaluatorExample,
  type ExampleCheck,
  evaluatorExampleSchema,
  type WrongExample,
} from './check-examples.ts'
export {
  autoevalsScorers,
  type CombineDefinition,
  type DefinitionOf,
  type EvaluatorDefinition,
  type EvaluatorKind,
  type ExpectedToolCall,
  evaluatorDefinitionSchema,
  evaluatorVersionText,
  type JudgeChoices,
  type JudgePairwise,
  type JudgeRubric,
  type SingleDefinition,
} from './definition/index.ts'
export { type EvaluationMeans, evaluate } from './evaluate.ts'
export {
  type EvaluationSubject,
  type ExpectedBehavior,
  evaluationSubjectSchema,
  expectedBehaviorSchema,
  madeToolCalls,
  outputText,
  type ToolCall,
  toolCallSchema,
  valueText,
} from './evaluation-subject.ts'
export {
  type EvaluatorOutcome,
  type EvaluatorResult,
  evaluatorOutcomes,
  evaluatorResultSchema,
} from './evaluator-result.ts'
export * from './judge/index.ts'
export * from './online/index.ts'
export { openArguments } from './open-arguments.ts'
export { type OutsidePart, outsideParts } from './outside-parts.ts'
export * from './rates/index.ts'
export { readEvaluatorYaml } from './read-evaluator-yaml.ts'
export { readVerdict } from './read-verdict.ts'
export { bleuScore, levenshteinRatio, rougeL, splitTokens, splitWords } from './similarity/index.ts'
export { subjectOfSpan } from './subject-of-span.ts'
export { toolCallKey } from './tool-call-key.ts'
export { toolCallsOfSpans } from './tool-calls-of-spans.ts'
export { writeEvaluatorYaml } from './write-evaluator-yaml.ts'
