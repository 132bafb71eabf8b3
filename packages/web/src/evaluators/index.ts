import { lazyRouteComponent } from '@tanstack/react-router'

export { parseEvaluatorSearch } from './evaluator-search.ts'
export { LabelListOutputs } from './label-list-action.tsx'
export { LabelAction } from './labels/label-action.tsx'
export { parseEvaluatorsSearch } from './list/list-search.ts'
export { MakeEvaluatorOfSpan, MakeEvaluatorOfTrace } from './make-evaluator-action.tsx'
export { OutcomeMark } from './marks/outcome-mark.tsx'
export { SubjectView } from './subject/subject-view.tsx'

export const EvaluatorsPage = lazyRouteComponent(() => import('./list/evaluators-page.tsx'), 'EvaluatorsPage')
export const EvaluatorPage = lazyRouteComponent(() => import('./evaluator-page.tsx'), 'EvaluatorPage')
export const NewEvaluatorPage = lazyRouteComponent(() => import('./form/new-evaluator-page.tsx'), 'NewEvaluatorPage')
export const LabelPage = lazyRouteComponent(() => import('./labels/label-page.tsx'), 'LabelPage')
export { parseNewEvaluatorSearch } from './form/new-evaluator-search.ts'
