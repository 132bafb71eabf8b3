import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { Annotation, Compartment, EditorState, type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { editHistory } from './edit-history.ts'
import { editorKeys } from './editor-keys.ts'
import type { EditorLanguage } from './editor-language.ts'
import { editorTheme } from './editor-theme.ts'
import { variableMarks } from './variable-marks.ts'

export interface CodeMirrorBoxProps {
  readonly value: string
  readonly onChange: ((value: string) => void) | undefined
  readonly language: EditorLanguage
  readonly label: string
  readonly readOnly: boolean
  readonly onSubmit: (() => void) | undefined
  readonly variables: boolean
  readonly placeholder: string | undefined
  readonly minHeight: number
  readonly maxHeight: number
  /** Counted from 1. */
  readonly problemLine: number | undefined
}

const fromOutside = Annotation.define<true>()
const setProblemLine = StateEffect.define<number | undefined>()

const problemMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, changes, state }) {
    let shown = marks.map(changes)
    for (const effect of effects) {
      if (!effect.is(setProblemLine)) continue
      const line =
        effect.value === undefined || effect.value > state.doc.lines ? undefined : state.doc.line(effect.value)
      shown = line ? Decoration.set(Decoration.line({ class: 'cm-problem' }).range(line.from)) : Decoration.none
    }
    return shown
  },
  provide: (field) => EditorView.decorations.from(field),
})

const languages: Readonly<Record<EditorLanguage, () => Extension>> = {
  json: () => [json(), lineNumbers(), bracketMatching()],
  yaml: () => [yaml(), lineNumbers()],
  javascript: () => [javascript(), lineNumbers(), bracketMatching(), indentOnInput()],
  text: () => [],
}

/** What can change while the editor stands. */
const settingsOf = ({ language, label, readOnly, variables, placeholder: hint }: CodeMirrorBoxProps): Extension => [
  languages[language](),
  EditorState.readOnly.of(readOnly),
  // A text that can only be read is reached and selected by keyboard all the same.
  EditorView.contentAttributes.of({
    'aria-label': label,
    'aria-multiline': 'true',
    ...(readOnly ? { 'aria-readonly': 'true' } : {}),
  }),
  variables ? variableMarks : [],
  hint === undefined ? [] : placeholder(hint),
]

export function CodeMirrorBox(props: CodeMirrorBoxProps) {
  const box = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(undefined)
  const settings = useRef(new Compartment())
  const current = useRef(props)
  current.current = props

  useEffect(() => {
    if (!box.current) return
    const submit = keymap.of([
      {
        key: 'Mod-Enter',
        run: () => {
          current.current.onSubmit?.()
          return current.current.onSubmit !== undefined
        },
      },
    ])
    const report = EditorView.updateListener.of((update) => {
      const isOurs = update.transactions.some((transaction) => transaction.annotation(fromOutside))
      if (update.docChanged && !isOurs) current.current.onChange?.(update.state.doc.toString())
    })
    const view = new EditorView({
      parent: box.current,
      doc: current.current.value,
      extensions: [
        submit,
        editorKeys,
        editHistory,
        editorTheme,
        problemMark,
        EditorView.lineWrapping,
        report,
        settings.current.of(settingsOf(current.current)),
      ],
    })
    editor.current = view
    return () => view.destroy()
  }, [])

  useEffect(() => {
    const view = editor.current
    if (view && view.state.doc.toString() !== props.value) {
      const changes = { from: 0, to: view.state.doc.length, insert: props.value }
      view.dispatch({ changes, annotations: fromOutside.of(true) })
    }
  }, [props.value])

  const { language, label, readOnly, variables, placeholder: hint } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what `settingsOf` reads of the current props.
  useEffect(() => {
    editor.current?.dispatch({ effects: settings.current.reconfigure(settingsOf(current.current)) })
  }, [language, label, readOnly, variables, hint])

  const { problemLine } = props
  useEffect(() => {
    editor.current?.dispatch({ effects: setProblemLine.of(problemLine) })
  }, [problemLine])

  return (
    <div
      ref={box}
      style={{ '--min-height': `${props.minHeight}px`, '--max-height': `${props.maxHeight}px` } as React.CSSProperties}
      className="[&_.cm-content]:min-h-(--min-height) [&_.cm-scroller]:max-h-(--max-height) pointer-coarse:[&_.cm-content]:text-lg"
    />
  )
}
