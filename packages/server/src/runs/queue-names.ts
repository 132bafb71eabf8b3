/** Jobs that make the trials of a run: `{project, runId}`. */
export const runsQueueName = 'make-trials'
/** Looks for runs that nobody works on any more. */
export const sweepQueueName = 'sweep-runs'
/** Deletes trials past their project's time to live. */
export const retentionQueueName = 'delete-old-trials'
