export { findUnfitJudges } from './find-unfit-judges.ts'
export { createLabelRoutes } from './labels.routes.ts'
