import { EditorSelection, type Extension } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'

const opensBlock = /[{[(]\s*$/

/** A line break that keeps the indent of its line, and deepens it after an opening bracket. */
const breakLine: Command = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const change = state.changeByRange(({ from, to }) => {
    const before = state.sliceDoc(state.doc.lineAt(from).from, from)
    const indent = (/^[ \t]*/.exec(before)?.[0] ?? '') + (opensBlock.test(before) ? '  ' : '')
    const insert = `${state.lineBreak}${indent}`
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) }
  })
  dispatch(state.update(change, { scrollIntoView: true, userEvent: 'input' }))
  return true
}

// The browser sees only the lines that are drawn: what reaches further than the screen has to be done here.
const selectAll: Command = ({ state, dispatch }) => {
  dispatch(state.update({ selection: { anchor: 0, head: state.doc.length } }))
  return true
}

const deleteSelection: Command = ({ state, dispatch }) => {
  if (state.readOnly || state.selection.main.empty) return false
  dispatch(state.update(state.replaceSelection(''), { scrollIntoView: true, userEvent: 'delete.selection' }))
  return true
}

const goTo =
  (end: 'start' | 'end'): Command =>
  ({ state, dispatch }) => {
    dispatch(state.update({ selection: { anchor: end === 'start' ? 0 : state.doc.length }, scrollIntoView: true }))
    return true
  }

export const editorKeys: Extension = keymap.of([
  { key: 'Enter', run: breakLine },
  { key: 'Mod-a', run: selectAll },
  { key: 'Backspace', run: deleteSelection },
  { key: 'Delete', run: deleteSelection },
  { key: 'Mod-Home', run: goTo('start') },
  { key: 'Mod-End', run: goTo('end') },
])
