import { EditorState, type TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { keymap } from '@codemirror/view'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editHistory } from './edit-history.ts'

function edit(text: string) {
  let state = EditorState.create({ doc: text, extensions: editHistory })
  const view = {
    get state() {
      return state
    },
    dispatch: (spec: TransactionSpec) => {
      state = state.update(spec).state
    },
  }
  const press = (key: string) => {
    const binding = state
      .facet(keymap)
      .flat()
      .find((candidate) => candidate.key === key)
    binding?.run?.(view as unknown as EditorView)
  }
  return { type: view.dispatch, press, text: () => state.doc.toString() }
}

describe('the history of an editor', () => {
  it('takes back every edit and makes it again, in order', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.string({ maxLength: 5 })), { maxLength: 12 })
    fc.assert(
      fc.property(fc.string(), edits, (start, changes) => {
        const editor = edit(start)
        for (const [from, length, insert] of changes) {
          const size = editor.text().length
          const at = from % (size + 1)
          editor.type({ changes: { from: at, to: Math.min(size, at + (length % 4)), insert } })
        }
        const end = editor.text()
        for (let i = 0; i <= changes.length; i++) editor.press('Mod-z')
        expect(editor.text()).toBe(start.replace(/\r\n?/g, '\n'))
        for (let i = 0; i <= changes.length; i++) editor.press('Mod-Shift-z')
        expect(editor.text()).toBe(end)
      }),
    )
  })

  it('joins what is typed in one go', () => {
    const editor = edit('')
    for (const [at, letter] of [...'hello'].entries()) {
      editor.type({ changes: { from: at, insert: letter }, userEvent: 'input.type' })
    }
    editor.press('Mod-z')
    expect(editor.text()).toBe('')
  })

  it('forgets what was undone once something new is typed', () => {
    const editor = edit('a')
    editor.type({ changes: { from: 1, insert: 'b' } })
    editor.press('Mod-z')
    editor.type({ changes: { from: 1, insert: 'c' } })
    editor.press('Mod-Shift-z')
    expect(editor.text()).toBe('ac')
  })
})
