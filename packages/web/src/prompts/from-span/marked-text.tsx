import { useRef } from 'react'
import { visibleText } from '../../ui/visible-text.ts'
import { piecesOf, type RangeMark } from './text-marks.ts'

export interface MarkedTextProps {
  readonly text: string
  readonly label: string
  readonly marks: readonly RangeMark[]
  /** A stretch was selected. */
  readonly onSelect: (range: { readonly from: number; readonly to: number }) => void
  readonly onMark: (mark: RangeMark) => void
}

/** A text in which stretches are selected to become variables. What is selected is read from the text as it was sent. */
export function MarkedText({ text, label, marks, onSelect, onMark }: MarkedTextProps) {
  const box = useRef<HTMLElement>(null)
  const report = () => {
    const range = box.current === null ? null : selectedRange(box.current)
    if (range !== null && range.from < range.to) onSelect(range)
  }
  return (
    <section
      ref={box}
      aria-label={label}
      dir="auto"
      className="rounded-sm break-words whitespace-pre-wrap [unicode-bidi:isolate]"
      onMouseUp={report}
      onTouchEnd={report}
    >
      {piecesOf(text, marks).map((piece) => {
        const { mark } = piece
        const shown = visibleText(piece.text)
        if (mark === undefined) {
          return (
            <span key={piece.from} data-from={piece.from} data-raw={shown === piece.text ? undefined : piece.text}>
              {shown}
            </span>
          )
        }
        return (
          <button
            key={piece.from}
            type="button"
            data-from={piece.from}
            title={`{{${mark.variable}}}: press to rename or unmark`}
            className="inline rounded-xs border-b-2 border-accent bg-accent-soft px-0.5 text-left whitespace-pre-wrap text-accent select-text"
            onClick={() => onMark(mark)}
          >
            {shown}
          </button>
        )
      })}
    </section>
  )
}

/** The selection inside `box` in units of the whole text, or null when it lies elsewhere. */
function selectedRange(box: HTMLElement): { readonly from: number; readonly to: number } | null {
  const selection = window.getSelection()
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return null
  const from = placeOf(range.startContainer, range.startOffset)
  const to = placeOf(range.endContainer, range.endOffset)
  return from === null || to === null ? null : { from, to }
}

function placeOf(node: Node, offset: number): number | null {
  const piece = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-from]')
  if (!piece) return null
  const start = Number(piece.dataset.from)
  const inside = node instanceof Element ? (offset === 0 ? 0 : (piece.textContent?.length ?? 0)) : offset
  const { raw } = piece.dataset
  return start + (raw === undefined ? inside : rawOffset(raw, inside))
}

/** Where in the text a place lies that is counted in what is shown, in which hidden characters are written out. */
function rawOffset(raw: string, shownOffset: number): number {
  let at = 0
  let shown = 0
  for (const character of raw) {
    if (shown >= shownOffset) break
    shown += visibleText(character).length
    at += character.length
  }
  return at
}
