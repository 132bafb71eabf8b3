/** Jobs that drive a gate: `{project, id}`. */
export const driveQueueName = 'drive-gates'
/** Looks for gates that nobody drives any more. */
export const sweepQueueName = 'sweep-gates'
