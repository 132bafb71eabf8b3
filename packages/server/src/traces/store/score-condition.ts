import { joinSql, type SqlText, sql } from '../../platform/telemetry/index.ts'

const comparison = /^(.*?)\s*(>=|<=|>|<|=)\s*(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/s

const operators: Readonly<Record<string, SqlText>> = {
  '>=': sql`>=`,
  '<=': sql`<=`,
  '>': sql`>`,
  '<': sql`<`,
  '=': sql`=`,
}

/**
 * A score condition of the filter (`name>=0.5`, `name:label`, `name:fail`, `name`, with `*` for any name) over the columns of `scores`. Names
 * and labels may hold colons themselves, so each colon is tried as the one between them.
 */
function scoreCondition(text: string): SqlText {
  const readings = [isNamed(text)]
  const [, name, operator = '', number] = comparison.exec(text) ?? []
  const compare = operators[operator]
  if (name !== undefined && name !== '' && compare !== undefined) {
    readings.push(sql`(${isNamed(name)} AND value ${compare} ${Number(number)})`)
  }
  for (let colon = text.indexOf(':', 1); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    const answer = text.slice(colon + 1)
    if (answer === '') continue
    readings.push(sql`(${isNamed(text.slice(0, colon))} AND (outcome = ${answer} OR label = ${answer}))`)
  }
  return sql`(${joinSql(readings, ' OR ')})`
}

const isNamed = (name: string): SqlText => (name === '*' ? sql`true` : sql`name = ${name}`)

/** Any of several score conditions. */
export const anyScoreCondition = (texts: readonly string[]): SqlText =>
  sql`(${joinSql(texts.map(scoreCondition), ' OR ')})`
