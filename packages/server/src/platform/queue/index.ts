export { type JobData, type JobQueue, openQueue, type QueueOptions, type SendOptions } from './job-queue.ts'
export type { Job, JobHandler, WorkOptions } from './job-worker.ts'
