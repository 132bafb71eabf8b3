import type { Extension } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

const variable = /(\\*)(\{\{[ \t]*[\p{L}_][\p{L}\p{N}_.-]{0,99}[ \t]*\}\})/gu

export interface TextRange {
  readonly from: number
  readonly to: number
}

/** Where the `{{variables}}` of a template stand; one after an odd number of backslashes is plain text. */
export function variableRanges(text: string): readonly TextRange[] {
  return Array.from(text.matchAll(variable)).flatMap(({ 0: whole, 1: backslashes = '', index }) =>
    backslashes.length % 2 === 1 ? [] : [{ from: index + backslashes.length, to: index + whole.length }],
  )
}

const mark = Decoration.mark({ class: 'cm-variable' })

function marksOf({ state, visibleRanges }: EditorView): DecorationSet {
  const ranges = visibleRanges.flatMap(({ from, to }) =>
    // Whole lines: a variable cut by the edge of what is drawn would not be known.
    variableRanges(state.sliceDoc(state.doc.lineAt(from).from, state.doc.lineAt(to).to)).map((range) => {
      const start = state.doc.lineAt(from).from
      return mark.range(start + range.from, start + range.to)
    }),
  )
  return Decoration.set(ranges, true)
}

export const variableMarks: Extension = ViewPlugin.fromClass(
  class {
    marks: DecorationSet

    constructor(view: EditorView) {
      this.marks = marksOf(view)
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.marks = marksOf(update.view)
    }
  },
  { decorations: (plugin) => plugin.marks },
)
