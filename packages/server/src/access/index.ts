export { createAccessRoutes } from './access.routes.ts'
export { authenticate } from './authenticate.ts'
export { type Access, keysExist, openAccess } from './open-access.ts'
export { createRequireCaller } from './require-caller.ts'
