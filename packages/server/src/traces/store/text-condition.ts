import { isPlainWord, type SearchTerm } from '@pawl/core'
import { joinSql, type SqlText, sql } from '../../platform/telemetry/index.ts'
import { sideOf } from './content-sections.ts'

/** Boolean SQL over `content`: every term holds. The index answers for words; text as written is compared only where they hold. */
export const textCondition = (terms: readonly SearchTerm[]): SqlText => joinSql(terms.map(termCondition), ' AND ')

function termCondition(term: SearchTerm): SqlText {
  const { kind, text, side } = term
  if (kind === 'part') return containsText(term)
  // hasAllTokens takes at most 64 tokens.
  const tokens = sql`arraySlice(arrayDistinct(tokens(${text}, 'asciiCJK')), 1, 64)`
  const words = sql`hasAllTokens(content, ${tokens})`
  if (!isPlainWord(text)) return sql`${words} AND ${containsText(term)}`
  return side === undefined ? words : sql`${words} AND hasAll(tokens(lower(${sideOf(side)}), 'asciiCJK'), ${tokens})`
}

const containsText = ({ text, side }: SearchTerm): SqlText =>
  sql`position(lower(${side === undefined ? sql`content` : sideOf(side)}), ${text}) > 0`

/**
 * Rows of `spans` from which no merge has built the word index yet: there, finding words takes ten times as long as finding text.
 * A part's name is `partition_first_last_level`, and level 0 is as inserted.
 */
const isUnindexed = sql`splitByChar('_', _part)[4] = '0'`

/**
 * `column` of the spans, in any version, whose content matches: all that could match in their newest version, and a few
 * more. `where` bounds the spans by project and time.
 */
export function selectMatches(column: SqlText, where: SqlText, terms: readonly SearchTerm[]): SqlText {
  const select = (condition: SqlText) =>
    sql`SELECT ${column} FROM spans WHERE ${where} AND is_deleted = 0 AND ${condition}`
  if (terms.every((term) => term.kind === 'part')) return select(textCondition(terms))
  // Where the words are, the text is; and a condition on words would be computed for all rows, not for those alone.
  const unindexed = joinSql([isUnindexed, ...terms.map(containsText)], ' AND ')
  return sql`${select(unindexed)} UNION ALL ${select(sql`NOT ${isUnindexed} AND ${textCondition(terms)}`)}`
}
