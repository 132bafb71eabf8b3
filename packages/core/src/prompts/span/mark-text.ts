import { AppError } from '../../errors/index.ts'
import { type TemplateSegment, writeTemplate } from '../template/parse-template.ts'

/** A stretch of a text that becomes a variable. */
export interface TextMark {
  readonly variable: string
  readonly from: number
  readonly to: number
}

/**
 * The template in which the marked stretches are variables, the values that stand for them wherever they stand, and
 * all else is literal. Longer values are found before shorter ones, so that "New York" is not cut by "York".
 * @throws AppError `bad_request` when a mark lies outside the text or two overlap
 */
export function markText(
  text: string,
  marks: readonly TextMark[],
  values: ReadonlyMap<string, string>,
): { readonly template: string; readonly usedValues: ReadonlySet<string> } {
  const usedValues = new Set<string>()
  const segments: TemplateSegment[] = []
  const addLiteral = (literal: string) => {
    for (const piece of splitByValues(literal, [...values.keys()])) {
      const variable = values.get(piece)
      if (variable === undefined) segments.push({ type: 'text', text: piece })
      else {
        usedValues.add(piece)
        segments.push(variableSegment(variable))
      }
    }
  }
  let at = 0
  for (const mark of [...marks].sort((a, b) => a.from - b.from)) {
    checkMark(mark, text, at)
    addLiteral(text.slice(at, mark.from))
    segments.push(variableSegment(mark.variable))
    at = mark.to
  }
  addLiteral(text.slice(at))
  return { template: writeTemplate(segments), usedValues }
}

const variableSegment = (name: string): TemplateSegment => ({ type: 'variable', name, source: `{{${name}}}` })

function checkMark({ variable, from, to }: TextMark, text: string, earliest: number): void {
  const fix = 'Mark stretches that lie apart, from inside the text to inside the text'
  if (from >= to || to > text.length) {
    const message = `The mark for "${variable}" goes from ${from} to ${to}, but the text has ${text.length} characters`
    throw new AppError('bad_request', message, { where: `marks.${variable}`, fix })
  }
  if (from < earliest) {
    const message = `The mark for "${variable}" overlaps another one in the same text`
    throw new AppError('bad_request', message, { where: `marks.${variable}`, fix })
  }
}

/** The text in pieces, each occurrence of a value a piece of its own. */
function splitByValues(text: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [text]
  const longestFirst = [...values].sort((a, b) => b.length - a.length)
  const pattern = longestFirst.map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')
  return text.split(new RegExp(`(${pattern})`)).filter((piece) => piece !== '')
}
