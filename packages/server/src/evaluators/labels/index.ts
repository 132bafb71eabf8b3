export { createLabelRoutes } from './labels.routes.ts'
