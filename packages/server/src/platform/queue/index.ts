export { type JobQueue, openQueue } from './job-queue.ts'
export type { Job } from './job-worker.ts'
