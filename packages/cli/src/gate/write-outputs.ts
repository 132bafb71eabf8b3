import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type GateView, gateRecordSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { type GateReport, gatePath } from './gate-report.ts'
import { renderAnnotations } from './render-annotations.ts'
import { renderGate } from './render-gate.ts'
import { renderJunit } from './render-junit.ts'
import { renderMarkdown } from './render-markdown.ts'

export interface OutputOptions {
  readonly junit?: string
  readonly markdown?: string
  readonly github?: true
  readonly evidence?: string
}

/** Prints a finished gate and writes the files that were asked for; in GitHub Actions also annotations and the summary of the job. */
export async function writeOutputs(context: CommandContext, report: GateReport, options: OutputOptions): Promise<void> {
  const { environment, terminal } = context
  const { view, rows } = report
  const { weakenings, verify } = report
  context.printResult({ gate: view, failingRows: rows, weakenings, verify }, () => renderGate(report, context.paint))
  if (options.junit !== undefined) await write(options.junit, renderJunit(report))
  if (options.markdown !== undefined) await write(options.markdown, renderMarkdown(report))
  if (options.evidence !== undefined) await write(options.evidence, await evidenceText(context, view))
  const isAction = environment.variable('GITHUB_ACTIONS') === 'true'
  // Beside the result, which may be JSON; the runner reads both streams.
  if (options.github === true || isAction) terminal.stderr.write(renderAnnotations(report))
  const summary = environment.variable('GITHUB_STEP_SUMMARY')
  if (isAction && summary !== undefined) await appendFile(summary, renderMarkdown(report))
}

async function evidenceText({ api }: CommandContext, { id }: GateView): Promise<string> {
  return `${JSON.stringify(await api.fetchAnswer(gatePath(id, 'evidence'), gateRecordSchema), null, 1)}\n`
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
