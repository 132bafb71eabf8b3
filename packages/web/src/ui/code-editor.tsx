import { lazy, Suspense } from 'react'
import { cx } from './class-names.ts'
import type { EditorLanguage } from './editor/editor-language.ts'
import { findJsonProblem } from './editor/json-problem.ts'

// CodeMirror is as large as the rest of a page: it is fetched with the first editor that is shown.
const CodeMirrorBox = lazy(async () => ({ default: (await import('./editor/code-mirror-box.tsx')).CodeMirrorBox }))

export interface CodeEditorProps {
  readonly value: string
  /** Left out, the text can only be read. */
  readonly onChange?: ((value: string) => void) | undefined
  readonly language: EditorLanguage
  /** Read aloud; the page shows its own label. */
  readonly label: string
  readonly readOnly?: boolean
  /** Control or command with enter. */
  readonly onSubmit?: (() => void) | undefined
  /** Marks `{{variables}}`; JSON with them is a template, so it is not checked. */
  readonly variables?: boolean
  readonly placeholder?: string
  readonly minLines?: number
  readonly maxLines?: number
  /** What is wrong with the text, found elsewhere. */
  readonly problem?: string | undefined
  readonly className?: string
}

const lineHeightPx = 20
const paddingPx = 14

/** An editor of code, JSON, YAML and templates. Tab leaves it; JSON that is none says where. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, language, label, variables = false, minLines = 3, maxLines = 24, className } = props
  const readOnly = props.readOnly === true || props.onChange === undefined
  const checked = language === 'json' && !variables && !readOnly && value.trim() !== ''
  const found = checked ? findJsonProblem(value) : undefined
  const jsonProblem = found && `Line ${found.line}, column ${found.column}: ${found.message}`
  const problem = props.problem ?? jsonProblem
  const minHeight = minLines * lineHeightPx + paddingPx
  const maxHeight = maxLines * lineHeightPx + paddingPx
  return (
    <div className={cx('min-w-0', className)}>
      <div
        className={cx(
          'overflow-hidden rounded-md border bg-surface font-mono text-xs focus-within:border-accent',
          readOnly ? 'border-line bg-sunken' : problem ? 'border-error' : 'border-line-strong',
        )}
      >
        <Suspense fallback={<PlainText text={value} minHeight={minHeight} maxHeight={maxHeight} />}>
          <CodeMirrorBox
            value={value}
            onChange={props.onChange}
            language={language}
            label={label}
            readOnly={readOnly}
            onSubmit={props.onSubmit}
            variables={variables}
            placeholder={props.placeholder}
            minHeight={minHeight}
            maxHeight={maxHeight}
            problemLine={found?.line}
          />
        </Suspense>
      </div>
      {problem ? (
        <p role="status" className="mt-1 text-xs text-error">
          {problem}
        </p>
      ) : null}
    </div>
  )
}

interface PlainTextProps {
  readonly text: string
  readonly minHeight: number
  readonly maxHeight: number
}

/** The text while the editor is on its way: in its place, of its size. */
const PlainText = ({ text, minHeight, maxHeight }: PlainTextProps) => (
  <pre aria-busy className="overflow-hidden px-2 py-1.5 leading-5 whitespace-pre-wrap" style={{ minHeight, maxHeight }}>
    {text.slice(0, 20_000)}
  </pre>
)
