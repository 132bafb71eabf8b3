const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

// Wide and fullwidth ranges of Unicode's EastAsianWidth.txt, with the emoji blocks that terminals draw two cells wide.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/** Terminal cells that `text` takes: CJK and emoji two, a base character with its marks one. */
export function displayWidth(text: string): number {
  if (hasOneCellEach(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** `text` cut to at most `width` cells, the last one an ellipsis where something was cut. */
export function fitWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    const cells = wide.test(segment) ? 2 : 1
    if (used + cells > width - 1) break
    kept += segment
    used += cells
  }
  return width <= 0 ? '' : `${kept}…`
}

export function padWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Latin, punctuation, arrows and the lines of trees, by far the most of what is printed; segmenting is a hundred times slower. */
function hasOneCellEach(text: string): boolean {
  return /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2026\u2190-\u21ff\u2500-\u259f]*$/.test(text)
}
