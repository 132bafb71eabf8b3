import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatCount, formatDuration } from '../layout/format-value.ts'
import { createProgressLine, type ProgressLine, progressBar } from '../layout/progress-line.ts'
import { safeLine } from '../layout/safe-text.ts'
import { BrokenInput } from './broken-input.ts'
import type { ImportItem } from './import-item.ts'
import { type Input, openInput } from './open-input.ts'
import { type ImportFormat, readItems } from './read-items.ts'
import { RequestSlots } from './request-slots.ts'
import { sendBatch, sendLogs } from './send-batches.ts'
import { BatchBuilder, type SpanBatch } from './span-batch.ts'

export interface ImportRequest {
  /** `-` is standard input. */
  readonly files: readonly string[]
  readonly as: ImportFormat | undefined
}

interface ImportReport {
  files: number
  lines: number
  spans: number
  scores: number
  badLines: number
  /** The first of them. */
  readonly problems: { readonly file: string; readonly line: number; readonly reason: string }[]
}

interface ImportRun {
  readonly context: CommandContext
  readonly request: ImportRequest
  readonly report: ImportReport
  readonly slots: RequestSlots
  readonly progress: ProgressLine
  readonly startedAtMs: number
}

// Two requests on the way: while the server stores one, the next is read and encoded.
const requestsAtOnce = 2
const shownProblems = 100

/** Imports files one after the other. Returns whether every line went in whole. */
export async function importFiles(context: CommandContext, request: ImportRequest): Promise<boolean> {
  const run: ImportRun = {
    context,
    request,
    report: { files: 0, lines: 0, spans: 0, scores: 0, badLines: 0, problems: [] },
    slots: new RequestSlots(requestsAtOnce),
    progress: createProgressLine(context.terminal),
    startedAtMs: performance.now(),
  }
  // A missing file or server is told before anything goes in.
  for (const file of request.files) if (file !== '-') await access(file, constants.R_OK)
  await (await context.api.open('/healthz')).text()
  try {
    for (const file of request.files) await importFile(run, file)
    await run.slots.finish()
  } catch (error) {
    run.progress.clear()
    const { spans } = run.report
    if (spans > 0) context.note(`Stopped after ${formatAmount(spans, 'span')}. Importing again stores nothing twice.`)
    throw error
  }
  run.progress.clear()
  context.printResult(run.report, () => summaryOf(run))
  return run.report.badLines === 0
}

async function importFile(run: ImportRun, file: string): Promise<void> {
  const batches = new BatchBuilder()
  const options = { as: run.request.as, startedAtMs: Date.now() }
  let line = 0
  try {
    const input = await openInput(file, run.context.terminal.stdin)
    for await (const item of readItems(input, options)) {
      line = item.line
      if (item.kind !== 'bad' || !item.isPartial) run.report.lines += 1
      await takeItem(run, { item, batches, file })
      showProgress(run, input)
    }
  } catch (error) {
    if (!(error instanceof BrokenInput)) throw error
    noteProblem(run, { file, line: line + 1, reason: `${error.message}; the rest of the file was not read` })
  }
  for (const batch of batches.flush()) await startSending(run, batch, file)
  run.report.files += 1
}

async function takeItem(
  run: ImportRun,
  { item, batches, file }: { item: ImportItem; batches: BatchBuilder; file: string },
): Promise<void> {
  switch (item.kind) {
    case 'spans':
      for (const batch of batches.add(item)) await startSending(run, batch, file)
      return
    case 'logs':
      await run.slots.start(async () => {
        const refusals = await sendLogs(run.context.api, item.text)
        for (const reason of refusals) noteProblem(run, { file, line: item.line, reason })
      })
      return
    case 'bad':
      noteProblem(run, { file, line: item.line, reason: item.reason })
      return
  }
}

async function startSending(run: ImportRun, batch: SpanBatch, file: string): Promise<void> {
  await run.slots.start(async () => {
    const { spans, scores, refusals } = await sendBatch(run.context.api, batch)
    run.report.spans += spans
    run.report.scores += scores
    const upTo = batch.lastLine === batch.firstLine ? '' : ` (up to line ${batch.lastLine})`
    for (const reason of refusals) noteProblem(run, { file, line: batch.firstLine, reason: `${reason}${upTo}` })
  })
}

function noteProblem({ report, context, progress }: ImportRun, problem: ImportReport['problems'][number]): void {
  report.badLines += 1
  if (report.badLines <= shownProblems) {
    report.problems.push(problem)
    progress.clear()
    context.note(safeLine(`${problem.file}:${problem.line}: ${problem.reason}`))
  } else if (report.badLines === shownProblems + 1) {
    context.note('Further bad lines are only counted.')
  }
}

function showProgress({ report, progress, request, startedAtMs }: ImportRun, input: Input): void {
  progress.update(() => {
    const elapsedMs = performance.now() - startedAtMs
    const shareOfFile = input.shareRead()
    const share = shareOfFile === undefined ? undefined : (report.files + shareOfFile) / request.files.length
    const rate = `${formatAmount(report.spans, 'span')}, ${formatCount(Math.round((report.spans * 1000) / elapsedMs))}/s`
    return [progressBar({ share, elapsedMs }), rate].filter((part) => part !== '').join('  ')
  })
}

function summaryOf({ report, startedAtMs }: ImportRun): string {
  const { lines, spans, scores, badLines } = report
  const withScores = scores === 0 ? '' : ` and ${formatAmount(scores, 'score')}`
  const took = formatDuration(performance.now() - startedAtMs)
  const bad = badLines === 0 ? '' : ` ${formatAmount(badLines, 'bad line')}, told above.`
  return `Imported ${formatAmount(spans, 'span')}${withScores} from ${formatAmount(lines, 'line')} in ${took}.${bad}\n`
}
