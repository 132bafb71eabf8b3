import { AppError, type DatasetJob, datasetJobSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatCount } from '../layout/format-value.ts'
import { createProgressLine, progressBar } from '../layout/progress-line.ts'
import { safeLine } from '../layout/safe-text.ts'

/** Follows a job to its end with a bar; Ctrl-C cancels it. */
export async function waitForJob(context: CommandContext, started: DatasetJob): Promise<DatasetJob> {
  const progress = createProgressLine(context.terminal)
  const path = `/api/datasets/${encodeURIComponent(started.dataset)}/jobs/${started.id}`
  const interruption = context.terminal.interruption()
  const startedAtMs = performance.now()
  let job = started
  while (job.state === 'running') {
    if (interruption.aborted) {
      job = await context.api.fetchAnswer(`${path}/cancel`, datasetJobSchema, { method: 'POST', body: {} })
      break
    }
    job = await context.api.fetchAnswer(path, datasetJobSchema, { query: { waitS: 0.5 } })
    progress.update(() => describeProgress(job, performance.now() - startedAtMs))
  }
  progress.clear()
  return job
}

function describeProgress({ progress: { done, total }, read }: DatasetJob, elapsedMs: number): string {
  const share = total === null || total === 0 ? undefined : done / total
  const bar = progressBar({ share, elapsedMs })
  const rate = Math.round(read / Math.max(0.001, elapsedMs / 1000))
  return `${bar === '' ? '' : `${bar}  `}${formatAmount(read, 'record')}, ${formatCount(rate)}/s`
}

const shownProblems = 20

/** Prints what a job made and what it could not. @throws AppError where it did not end well */
export function reportJob(context: CommandContext, job: DatasetJob): void {
  for (const { line, traceId, where, message, fix } of job.problems.slice(0, shownProblems)) {
    const place = line === null ? (traceId ?? '') : `line ${line}`
    context.note(safeLine(`${place}${where === '' ? '' : ` ${where}`}: ${message} (${fix})`))
  }
  if (job.problemCount > shownProblems) {
    context.note(`… and ${formatAmount(job.problemCount - shownProblems, 'more problem')} of this kind.`)
  }
  context.printResult(job, () => {
    const parts = [
      `${formatAmount(job.added, 'row')} added`,
      ...(job.merged === 0 ? [] : [`${formatCount(job.merged)} merged`]),
      ...(job.skipped === 0 ? [] : [`${formatAmount(job.skipped, 'exact duplicate')} left out`]),
      ...(job.nearDuplicates === 0 ? [] : [`${formatCount(job.nearDuplicates)} nearly equal another row`]),
      ...(job.problemCount === 0 ? [] : [formatAmount(job.problemCount, 'problem')]),
    ]
    return `${job.dataset}: ${parts.join(', ')}.\n`
  })
  if (job.state === 'done') return
  const fix = 'What was added is there; do it again, and what is there is left out.'
  throw new AppError(
    job.state === 'failed' ? 'bad_request' : 'conflict',
    `It was ${job.state}. ${job.error ?? ''}`.trim(),
    { fix },
  )
}
