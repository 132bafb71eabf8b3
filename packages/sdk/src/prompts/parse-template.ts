const variablePattern = /\{\{[ \t]*([\p{L}_][\p{L}\p{N}_.-]{0,99})[ \t]*\}\}/gu
const backslash = 92

export type TemplateSegment = { readonly text: string } | { readonly variable: string }

/**
 * The rules of the server: a variable is `{{name}}`, `\{{name}}` is that text, and a backslash that belongs before a
 * variable is written twice.
 */
export function parseTemplate(template: string): readonly TemplateSegment[] {
  const segments: TemplateSegment[] = []
  let text = ''
  let at = 0
  for (const { 0: source, 1: variable = '', index } of template.matchAll(variablePattern)) {
    let backslashes = 0
    while (index - backslashes > at && template.charCodeAt(index - backslashes - 1) === backslash) backslashes++
    text += template.slice(at, index - Math.ceil(backslashes / 2))
    at = index + source.length
    if (backslashes % 2 === 1) {
      text += source
      continue
    }
    if (text !== '') segments.push({ text })
    segments.push({ variable })
    text = ''
  }
  text += template.slice(at)
  if (text !== '') segments.push({ text })
  return segments
}
