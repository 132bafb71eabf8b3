export { openWebhooks, type Webhooks } from './open-webhooks.ts'
export { createWebhookRoutes } from './webhooks.routes.ts'
