import {
  Annotation,
  type ChangeSet,
  type EditorSelection,
  type Extension,
  StateField,
  Transaction,
} from '@codemirror/state'
import { type Command, EditorView, keymap } from '@codemirror/view'

interface Step {
  readonly changes: ChangeSet
  /** Where the cursor stood before what the step takes back. */
  readonly selection: EditorSelection
  readonly atMs: number
  readonly kind: string
}

interface History {
  readonly done: readonly Step[]
  readonly undone: readonly Step[]
}

/** Typing that goes on without a pause is taken back at once. */
const joinWithinMs = 600
const longest = 300
const moved = Annotation.define<'undo' | 'redo'>()

const historyField = StateField.define<History>({
  create: () => ({ done: [], undone: [] }),
  update(history, transaction) {
    if (!transaction.docChanged) return history
    const step = stepOf(transaction)
    const move = transaction.annotation(moved)
    if (move === 'undo') return { done: history.done.slice(0, -1), undone: [...history.undone, step] }
    if (move === 'redo') return { done: [...history.done, step], undone: history.undone.slice(0, -1) }
    const last = history.done.at(-1)
    const joins = last && last.kind !== '' && last.kind === step.kind && step.atMs - last.atMs < joinWithinMs
    const joined = joins ? { ...last, changes: step.changes.compose(last.changes), atMs: step.atMs } : step
    return { done: [...history.done.slice(joins ? 0 : -longest, joins ? -1 : undefined), joined], undone: [] }
  },
})

function stepOf(transaction: Transaction): Step {
  const kind = ['input.type', 'delete'].find((event) => transaction.isUserEvent(event)) ?? ''
  return {
    changes: transaction.changes.invert(transaction.startState.doc),
    selection: transaction.startState.selection,
    atMs: transaction.annotation(Transaction.time) ?? 0,
    kind,
  }
}

const move =
  (direction: 'undo' | 'redo'): Command =>
  (view) => {
    const { done, undone } = view.state.field(historyField)
    const step = (direction === 'undo' ? done : undone).at(-1)
    if (!step) return true
    view.dispatch({
      changes: step.changes,
      selection: step.selection,
      annotations: moved.of(direction),
      scrollIntoView: true,
    })
    return true
  }

/** Undo and redo, by keys and by what a phone's keyboard or the browser's menu asks for. */
export const editHistory: Extension = [
  historyField,
  keymap.of([
    { key: 'Mod-z', run: move('undo'), preventDefault: true },
    { key: 'Mod-Shift-z', run: move('redo'), preventDefault: true },
    { key: 'Ctrl-y', run: move('redo'), preventDefault: true },
  ]),
  EditorView.domEventHandlers({
    beforeinput(event, view) {
      const direction =
        event.inputType === 'historyUndo' ? 'undo' : event.inputType === 'historyRedo' ? 'redo' : undefined
      if (direction === undefined) return false
      event.preventDefault()
      return move(direction)(view)
    },
  }),
]
