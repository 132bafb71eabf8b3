/** A piece of SQL that is already safe to splice in. Made only by `sql`, `identifier` and `joinSql`. */
export class SqlText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type SqlValue = string | number | bigint | boolean | SqlText | readonly (string | number | bigint)[]

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
}

/** A ClickHouse string literal (https://clickhouse.com/docs/sql-reference/syntax#string). */
function quote(value: string): string {
  return `'${value.replace(/[\\'\n\r\t\0\b\f]/g, (character) => escapes[character] ?? character)}'`
}

function literal(value: SqlValue): string {
  if (value instanceof SqlText) return value.text
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a number for SQL: ${value}`)
    return String(value)
  }
  return `(${value.length === 0 ? 'NULL' : value.map((item) => literal(item)).join(',')})`
}

/**
 * SQL with its values quoted in place. Server-side parameters are not used: the embedded engine runs every statement
 * that has them one at a time in the whole process, so one slow query would hold up all others.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlText {
  let text = strings[0] ?? ''
  for (const [index, value] of values.entries()) text += literal(value) + (strings[index + 1] ?? '')
  return new SqlText(text)
}

/** A column or table name known to the program. */
export function identifier(name: string): SqlText {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) throw new TypeError(`not an identifier: ${name}`)
  return new SqlText(name)
}

export function joinSql(parts: readonly SqlText[], separator: string): SqlText {
  return new SqlText(parts.map((part) => part.text).join(separator))
}
