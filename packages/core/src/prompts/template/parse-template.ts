/** Only `{{name}}` is a variable: JSON, LaTeX and other templates' tags in a prompt stay as they are. */
const variablePattern = /\{\{[ \t]*([\p{L}_][\p{L}\p{N}_.-]{0,99})[ \t]*\}\}/gu
const namePattern = /^[\p{L}_][\p{L}\p{N}_.-]{0,99}$/u
const backslash = 92

export type TemplateSegment =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'variable'
      readonly name: string
      /** As it stands in the template, blanks included. */
      readonly source: string
    }

export function isVariableName(name: string): boolean {
  return namePattern.test(name)
}

/**
 * The literal texts and variables of a template. A variable is `{{name}}`, blanks allowed inside the braces.
 * `\{{name}}` is the text `{{name}}`; a backslash that belongs before a variable is written twice. Backslashes
 * elsewhere mean nothing.
 */
export function parseTemplate(template: string): readonly TemplateSegment[] {
  const segments: TemplateSegment[] = []
  let text = ''
  let at = 0
  for (const match of template.matchAll(variablePattern)) {
    const [source, name = ''] = match
    const escapes = backslashesBefore(template, match.index, at)
    text += template.slice(at, match.index - Math.ceil(escapes / 2))
    at = match.index + source.length
    if (escapes % 2 === 1) {
      text += source
      continue
    }
    if (text !== '') segments.push({ type: 'text', text })
    segments.push({ type: 'variable', name, source })
    text = ''
  }
  text += template.slice(at)
  if (text !== '') segments.push({ type: 'text', text })
  return segments
}

/** The template that parses into these segments; neighbouring texts become one. */
export function writeTemplate(segments: readonly TemplateSegment[]): string {
  let template = ''
  let text = ''
  for (const segment of segments) {
    if (segment.type === 'text') {
      text += segment.text
      continue
    }
    const literal = escapeTemplate(text)
    template += literal + '\\'.repeat(backslashesBefore(literal, literal.length, 0)) + segment.source
    text = ''
  }
  return template + escapeTemplate(text)
}

/** The template that renders as exactly this text, whatever it holds. */
export function escapeTemplate(text: string): string {
  let escaped = ''
  let at = 0
  for (const { 0: source, index } of text.matchAll(variablePattern)) {
    const doubled = '\\'.repeat(backslashesBefore(text, index, at))
    escaped += `${text.slice(at, index)}${doubled}\\${source}`
    at = index + source.length
  }
  return escaped + text.slice(at)
}

/** Backslashes right before `end`, none of them before `start`. */
function backslashesBefore(text: string, end: number, start: number): number {
  let at = end
  while (at > start && text.charCodeAt(at - 1) === backslash) at--
  return end - at
}

/** The segments of a template in a form that knows no escape: there a backslash is a backslash. */
export function parsePlainTemplate(template: string): readonly TemplateSegment[] {
  const segments: TemplateSegment[] = []
  let at = 0
  for (const { 0: source, 1: name = '', index } of template.matchAll(variablePattern)) {
    if (index > at) segments.push({ type: 'text', text: template.slice(at, index) })
    segments.push({ type: 'variable', name, source })
    at = index + source.length
  }
  if (at < template.length) segments.push({ type: 'text', text: template.slice(at) })
  return segments
}
