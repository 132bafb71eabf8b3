export { createOnlineRoutes } from './online.routes.ts'
export { type OnlineEvaluations, openOnline } from './open-online.ts'
