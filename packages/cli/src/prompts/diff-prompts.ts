import { stat } from 'node:fs/promises'
import { AppError, diffPrompts, type PromptContent, printPromptDiff, readPromptRef } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import type { Color, Paint } from '../layout/paint.ts'
import { safeText } from '../layout/safe-text.ts'
import { fetchVersion } from './prompt-calls.ts'
import { readLocalPrompt } from './read-local-prompt.ts'

/** One side of a comparison: a version, or what a file holds. */
interface DiffSide {
  readonly prompt: string
  /** Null for a file. */
  readonly number: number | null
  readonly id: string
  readonly file: string | null
  readonly content: PromptContent
}

/**
 * Shows what differs between two versions, or a version and a file. With one side named, the other is the version
 * before it, or for a file the newest of its prompt.
 *
 * @throws AppError `bad_request` for more than two sides; as for a ref or a file
 */
export async function diffPromptSides(
  context: CommandContext,
  [before = '', after, ...more]: readonly string[],
): Promise<void> {
  if (more.length > 0) {
    throw new AppError('bad_request', 'Only two sides can be compared.', { fix: 'Name one or two.' })
  }
  const second = await sideOf(context, after ?? before)
  const first = after === undefined ? await sideBefore(context, second) : await sideOf(context, before)
  const diff = diffPrompts(first.content, second.content)
  context.printResult({ from: headOf(first), to: headOf(second), diff }, () => {
    const title = context.paint('bold', `${titleOf(first)} → ${titleOf(second)}`)
    return `${title}\n${colored(safeText(printPromptDiff(diff)), context.paint)}`
  })
}

async function sideOf(context: CommandContext, word: string): Promise<DiffSide> {
  // A prompt may have any name; what is there as a file is meant as a file.
  const isFile = (await stat(word).catch(() => null))?.isFile() ?? false
  if (isFile || (/\.(?:ya?ml|json)$/i.test(word) && !word.includes('@'))) {
    const { path, name, versionId, file } = await readLocalPrompt(word)
    return { prompt: name, number: null, id: versionId, file: path, content: file.content }
  }
  return sideOfRef(context, word)
}

async function sideOfRef({ api }: CommandContext, ref: string): Promise<DiffSide> {
  const { promptName, number, id, content } = await fetchVersion(api, ref)
  return { prompt: promptName, number, id, file: null, content }
}

async function sideBefore(context: CommandContext, side: DiffSide): Promise<DiffSide> {
  if (side.number === null) return sideOfRef(context, readPromptRef(side.prompt).name)
  if (side.number > 1) return sideOfRef(context, `${side.prompt}@${side.number - 1}`)
  throw new AppError('bad_request', `There is no version before the first of ${JSON.stringify(side.prompt)}.`, {
    fix: 'Name two sides: pawl prompts diff <one> <other>.',
  })
}

const headOf = ({ content: _, ...head }: DiffSide) => head

function titleOf({ prompt, number, id, file }: DiffSide): string {
  return safeText(file ?? `${prompt}@${number} (${id.slice(0, 12)})`)
}

const lineColors: Readonly<Record<string, Color>> = { '+': 'green', '-': 'red', '~': 'yellow' }

/** Marks what the signs of a printed difference say already. */
function colored(text: string, paint: Paint): string {
  return text
    .split('\n')
    .map((line) => {
      const sign = /^ {0,2}([+~-]) /.exec(line)?.[1]
      const color = sign === undefined ? undefined : lineColors[sign]
      if (color !== undefined) return paint(color, line)
      return line.replace(/\[-(.*?)-\]|\{\+(.*?)\+\}/g, (change) =>
        paint(change.startsWith('[') ? 'red' : 'green', change),
      )
    })
    .join('\n')
}
