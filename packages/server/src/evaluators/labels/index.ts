export { addLabelSubjects, type SubjectsToAdd } from './add-label-subjects.ts'
export { findUnfitJudges } from './find-unfit-judges.ts'
export { createLabelRoutes } from './labels.routes.ts'
