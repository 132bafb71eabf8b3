import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url))

export interface CodeBlock {
  /** `page.md:12`, where the code starts. */
  readonly place: string
  /** The first word of the fence; '' where there is none. */
  readonly language: string
  /** `run`: the tests run it. */
  readonly isRun: boolean
  /** `file=NAME`: what the reader saves it as. */
  readonly file: string | undefined
  readonly code: string
}

export interface Page {
  /** From the repository's root, with forward slashes. */
  readonly path: string
  /** Everything outside of fenced blocks; the lines of blocks are left empty, so that line numbers stay. */
  readonly prose: readonly string[]
  readonly blocks: readonly CodeBlock[]
}

/** Every page that a reader is sent to. */
export async function readPages(): Promise<Page[]> {
  const below = await readdir(join(repositoryRoot, 'docs'), { recursive: true })
  const pages = below
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/decisions/'))
  return Promise.all(
    ['README.md', 'CONTRIBUTING.md', 'examples/support-agent/README.md', ...pages.sort()].map(readPage),
  )
}

async function readPage(path: string): Promise<Page> {
  return parsePage(path, await readFile(join(repositoryRoot, path), 'utf8'))
}

const fence = /^```(.*)$/

function parsePage(path: string, text: string): Page {
  const prose: string[] = []
  const blocks: CodeBlock[] = []
  let open: { readonly words: readonly string[]; readonly line: number; readonly lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const words = fence.exec(line)?.[1]
    if (open === undefined && words === undefined) prose.push(line)
    else prose.push('')
    if (open === undefined) {
      if (words !== undefined) open = { words: words.trim().split(/\s+/), line: index + 2, lines: [] }
    } else if (words === undefined) open.lines.push(line)
    else {
      blocks.push({
        place: `${path}:${open.line}`,
        language: open.words[0] ?? '',
        isRun: open.words.includes('run'),
        file: open.words.find((word) => word.startsWith('file='))?.slice('file='.length),
        code: `${open.lines.join('\n')}\n`,
      })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the code block is never closed`)
  return { path, prose, blocks }
}

/** Blocks of four spaces after an empty line, as Markdown has them, for those that are no fence; one text a block. */
export function indentedBlocks({ prose }: Page): { readonly line: number; readonly code: string }[] {
  const found: { line: number; lines: string[] }[] = []
  let mayStart = true
  let isOpen = false
  for (const [index, line] of prose.entries()) {
    const isIndented = line.startsWith('    ')
    if (isIndented && (isOpen || mayStart)) {
      if (isOpen) found.at(-1)?.lines.push(line.slice(4))
      else found.push({ line: index + 1, lines: [line.slice(4)] })
      isOpen = true
    } else isOpen = false
    mayStart = line.trim() === ''
  }
  return found.map(({ line, lines }) => ({ line, code: lines.join('\n') }))
}
