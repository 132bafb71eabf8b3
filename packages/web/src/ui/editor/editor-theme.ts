import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colour = (name: string): string => `var(--color-${name})`

// The tokens are light-dark() colours, so one theme serves both.
const theme = EditorView.theme({
  '&': { color: colour('ink'), backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '6px 0', caretColor: colour('ink') },
  '.cm-line': { padding: '0 8px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: colour('ink-3'), border: 'none', userSelect: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 8px', minWidth: '24px' },
  '.cm-placeholder': { color: colour('ink-3') },
  '.cm-variable': {
    color: colour('accent'),
    backgroundColor: colour('accent-soft'),
    borderRadius: '3px',
    fontWeight: '600',
  },
  '.cm-problem': { backgroundColor: colour('error-soft') },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: colour('selected') },
  '&.cm-focused .cm-nonmatchingBracket': { color: colour('error') },
})

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: colour('kind-llm') },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: colour('kind-retrieval') },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: colour('ok') },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: colour('warn') },
  { tag: [tags.comment, tags.meta], color: colour('ink-3') },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: colour('kind-tool') },
  { tag: tags.invalid, color: colour('error') },
])

export const editorTheme: Extension = [theme, syntaxHighlighting(highlight)]
