export {
  type CombineDefinition,
  type DefinitionOf,
  type EvaluatorDefinition,
  type EvaluatorKind,
  evaluatorDefinitionSchema,
  type SingleDefinition,
} from './evaluator-definition.ts'
export { autoevalsScorers, type JudgeChoices, type JudgePairwise, type JudgeRubric } from './outside-definitions.ts'
export { type ExpectedToolCall, expectedToolCallSchema, type FieldRule } from './structure-definitions.ts'
export { evaluatorVersionText } from './version-text.ts'
